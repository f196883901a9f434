import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { getPatientSummary } from '../queries/get-patient-summary.server.ts'
import { SummaryPage } from '../ui/summary-page.tsx'

export const handle: PageHandle = { title: 'record:summary.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return answer(() => getPatientSummary(ctx, args.params.patientId!))
}

export default function SummaryRoute() {
  return <SummaryPage summary={useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
