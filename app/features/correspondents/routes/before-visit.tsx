import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { getBeforeVisit } from '../queries/get-before-visit.server.ts'
import { BeforeVisitPage } from '../ui/before-visit-page.tsx'

export const handle: PageHandle = { title: 'correspondents:before.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return answer(() => getBeforeVisit(ctx, args.params.patientId!))
}

export default function BeforeVisitRoute() {
  return <BeforeVisitPage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
