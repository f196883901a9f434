import { index, layout, type RouteConfig, route } from '@remix-run/route-config'

// The URL map of the whole product. A route file lives in the feature it belongs to.
export default [
  route('locale', 'shell/set-locale.tsx'),
  route('patients/suggest', 'features/record/routes/suggest.tsx'),
  route('patients/:patientId/entries/:entryId/move', 'features/record/routes/move-entry.tsx'),
  route('patients/:patientId/entries/:entryId/content', 'features/record/routes/content.tsx'),
  route('patients/:patientId/uploads', 'features/record/routes/uploads.ts'),
  route('notices/unread', 'features/record/routes/unread.ts'),
  route('login', 'features/identity/routes/login.tsx'),
  route('login/demo', 'features/identity/routes/demonstration.tsx'),
  route('login/code', 'features/identity/routes/code.tsx'),
  route('login/enrol', 'features/identity/routes/enrol.tsx'),
  route('login/forgot', 'features/identity/routes/forgot.tsx'),
  route('login/reset/:token', 'features/identity/routes/reset.tsx'),
  route('logout', 'features/identity/routes/logout.tsx'),
  route('work-context', 'features/identity/routes/work-context.tsx'),
  route('account/activity', 'features/identity/routes/activity.ts'),
  route('demo/mailbox', 'features/identity/routes/mailbox.tsx'),
  route('demo/mailbox/:mailId', 'features/identity/routes/mail.tsx'),
  layout('shell/staff-layout.tsx', [
    index('shell/home.tsx'),
    route('account', 'features/identity/routes/account.tsx'),
    route('exchange', 'features/exchange/routes/exchange.tsx'),
    route('region', 'features/regions/routes/region.tsx'),
    route('notices', 'features/record/routes/notices.tsx'),
    route('vigilance', 'features/record/routes/vigilance.tsx'),
    route('vigilance/:reviewId', 'features/record/routes/review.tsx'),
    route('patients', 'features/record/routes/patients.tsx'),
    route('patients/:patientId', 'features/record/routes/patient.tsx', [
      index('features/record/routes/summary.tsx'),
      route('timeline', 'features/record/routes/timeline.tsx'),
      route('search', 'features/record/routes/record-search.tsx'),
      route('add', 'features/record/routes/add.tsx'),
      route('trends/:code', 'features/record/routes/trend.tsx'),
      route('entries/:entryId', 'features/record/routes/document.tsx', [
        index('features/record/routes/document-text.tsx'),
      ]),
    ]),
    route('*', 'shell/not-found.tsx'),
  ]),
] satisfies RouteConfig
