import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { TrailQuery } from '../contract.ts'
import { listTrail } from '../queries/list-trail.server.ts'
import { TrailPage } from '../ui/trail-page.tsx'

export const handle: PageHandle = { title: 'oversight:trail.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const query = TrailQuery.parse(Object.fromEntries(new URL(args.request.url).searchParams))
  return { trail: await answer(() => listTrail(ctx, query)) }
}

export default function TrailRoute() {
  return <TrailPage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
