import type { LoaderFunctionArgs } from '@remix-run/node'
import { Outlet, useLoaderData, useParams } from '@remix-run/react'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { useChannel } from '#app/kernel/use-channel.ts'
import { canAddDocuments } from '../policy.ts'
import { getPatientBanner } from '../queries/get-patient-banner.server.ts'
import { RECORD_CHANGED } from '../realtime.ts'
import { PatientFrame } from '../ui/patient-frame.tsx'

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return {
    patient: await answer(() => getPatientBanner(ctx, args.params.patientId!)),
    mayAdd: canAddDocuments(ctx.actor),
  }
}

/** What every page of one patient has: the banner on top, the tabs, and news that come by themselves. */
export default function PatientRoute() {
  const { patientId = '' } = useParams()
  useChannel('patient', { patientId }, RECORD_CHANGED)
  return (
    <PatientFrame {...useLoaderData<typeof loader>()}>
      <Outlet />
    </PatientFrame>
  )
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
