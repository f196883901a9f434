import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { TimelineQuery } from '../contract.ts'
import { getTimeline } from '../queries/get-timeline.server.ts'
import { TimelinePage } from '../ui/timeline-page.tsx'

export const handle: PageHandle = { title: 'record:timeline.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const query = TimelineQuery.parse(Object.fromEntries(new URL(args.request.url).searchParams))
  return answer(() => getTimeline(ctx, args.params.patientId!, query))
}

export default function TimelineRoute() {
  return <TimelinePage timeline={useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
