import type { LoaderFunctionArgs } from '@remix-run/node'
import { type ShouldRevalidateFunction, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { TREND_RANGES, type TrendRange } from '../observation-rules.ts'
import { getTrend } from '../queries/get-trend.server.ts'
import { TrendPage } from '../ui/trend-page.tsx'

export const handle: PageHandle = { title: 'record:trends.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const { patientId = '', code = '' } = args.params
  const asked = new URL(args.request.url).searchParams.get('range')
  const range: TrendRange = TREND_RANGES.find((r) => r === asked) ?? 'all'
  return answer(async () => ({ range, ...(await getTrend(ctx, { patientId, code, range })) }))
}

/** Read once for each address, and once is what the trail says. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ currentUrl, nextUrl }) =>
  currentUrl.href !== nextUrl.href

export default function TrendRoute() {
  const { range, ...trend } = useLoaderData<typeof loader>()
  return <TrendPage trend={trend} range={range} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
