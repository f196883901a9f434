import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { listComparable } from '../queries/list-comparable.server.ts'
import { ComparePage } from '../ui/compare-page.tsx'

export const handle: PageHandle = { title: 'record:compare.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const params = new URL(args.request.url).searchParams
  const asked = [params.get('left'), params.get('right')].filter((id) => id !== null)
  return { entries: await answer(() => listComparable(ctx, args.params.patientId!, asked)) }
}

export default function CompareRoute() {
  return <ComparePage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
