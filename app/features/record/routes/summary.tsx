import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData, useRouteLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { getPatientSummary } from '../queries/get-patient-summary.server.ts'
import { SummaryPage } from '../ui/summary-page.tsx'
import type { loader as patientLoader } from './patient.tsx'

export const handle: PageHandle = { title: 'record:summary.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return answer(() => getPatientSummary(ctx, args.params.patientId!))
}

export default function SummaryRoute() {
  const patient = useRouteLoaderData<typeof patientLoader>('features/record/routes/patient')
  return <SummaryPage summary={useLoaderData<typeof loader>()} adds={patient?.adds ?? []} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
