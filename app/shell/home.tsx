import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { listConnections } from '#app/features/exchange/index.server.ts'
import { countWaiting } from '#app/features/oversight/index.server.ts'
import { countReviews, getMyDay } from '#app/features/record/index.server.ts'
import { RECORD_CHANGED } from '#app/features/record/realtime.ts'
import { MyDay } from '#app/features/record/ui/index.ts'
import { countReferrals } from '#app/features/referrals/index.server.ts'
import { ReferralsToday } from '#app/features/referrals/ui/index.ts'
import { getEventFlow, getRegion } from '#app/features/regions/index.server.ts'
import type { Role } from '#app/kernel/actor.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { useChannel } from '#app/kernel/use-channel.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { FeedsToday, OversightToday, RegionToday, VigilanceToday } from './home-figures.tsx'
import { navigationFor } from './navigation.ts'

export const handle: PageHandle = { title: 'shell:home.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return answer(async () => ({
    name: ctx.actor.displayName,
    today: ctx.now().toISOString(),
    day: await getMyDay(ctx),
    reviews: await countReviews(ctx),
    waiting: await countWaiting(ctx),
    referrals: await countReferrals(ctx),
    ...(await figures(ctx)),
  }))
}

/** What this role watches instead of patients: whether messages come in, whether events get through. */
async function figures(ctx: Ctx) {
  const pages = navigationFor(ctx.actor.role as Role, ctx.actor.isAdministrator)
  return {
    feeds: pages.includes('exchange') ? await listConnections(ctx) : null,
    region: pages.includes('region') ? { ...(await getRegion(ctx)), ...(await getEventFlow(ctx)) } : null,
  }
}

/** What waits for this role today. */
export default function Home() {
  const { name, today, day, reviews, waiting, feeds, region, referrals } = useLoaderData<typeof loader>()
  const t = useTexts('shell')
  const formats = useFormats()
  useChannel('day', {}, RECORD_CHANGED)
  return (
    <Page>
      <PageHeader title={t('home.greeting', { name })} hint={formats.longDate(today)} />
      {referrals && <ReferralsToday counts={referrals} />}
      {day && <MyDay day={day} />}
      {reviews && <VigilanceToday reviews={reviews} />}
      {feeds && <FeedsToday feeds={feeds} />}
      {region && <RegionToday region={region} />}
      {waiting && <OversightToday waiting={waiting} />}
      {!day && !reviews && !feeds && !region && !waiting && (
        <EmptyState title={t('home.nothing')}>{t('home.nothingText')}</EmptyState>
      )}
    </Page>
  )
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
