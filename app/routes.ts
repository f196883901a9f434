import { index, layout, type RouteConfig, route } from '@remix-run/route-config'

// The URL map of the whole product. A route file lives in the feature it belongs to.
export default [
  route('locale', 'shell/set-locale.tsx'),
  layout('shell/staff-layout.tsx', [
    index('shell/home.tsx'),
    route('exchange', 'features/exchange/routes/exchange.tsx'),
    route('region', 'features/regions/routes/region.tsx'),
    route('*', 'shell/not-found.tsx'),
  ]),
] satisfies RouteConfig
