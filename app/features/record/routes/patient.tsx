import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Outlet, type ShouldRevalidateFunction, useLoaderData, useParams } from '@remix-run/react'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { useChannel } from '#app/kernel/use-channel.ts'
import { pinPatient } from '../commands/pin-patient.server.ts'
import { FACT_FORMS, PinPatient } from '../contract.ts'
import { canAddDocuments, canContribute, canContributeFact, canRecordFact, canWriteNotes } from '../policy.ts'
import { orSuccessor } from '../queries/find-successor.server.ts'
import { getPatientBanner } from '../queries/get-patient-banner.server.ts'
import { RECORD_CHANGED } from '../realtime.ts'
import { useShownPatient } from '../ui/access-ended.tsx'
import { PatientFrame } from '../ui/patient-frame.tsx'

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const { patientId = '' } = args.params
  const patient = await answer(() => orSuccessor(ctx, patientId, () => getPatientBanner(ctx, patientId)))
  return {
    patient,
    /** What this reader may write down by hand here. */
    adds: FACT_FORMS.filter(
      (kind) => canRecordFact(ctx.actor, kind) && (patient.hasOwnFile || canContributeFact(ctx.actor, kind)),
    ),
    mayAdd: canAddDocuments(ctx.actor),
    mayWrite: canWriteNotes(ctx.actor),
    mayContribute: canContribute(ctx.actor),
    mayRefer: canContribute(ctx.actor),
  }
}

/** What one can do from the banner, whatever the page: keep the patient at hand. */
export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, PinPatient, ({ isPinned }) => pinPatient(ctx, args.params.patientId!, isPinned))
}

/** A draft that saves itself opens no patient anew. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ formData, defaultShouldRevalidate }) =>
  formData?.get('intent') === 'save' ? false : defaultShouldRevalidate

/** What every page of one patient has: the banner on top, the tabs, and news that come by themselves. */
export default function PatientRoute() {
  const { patientId = '' } = useParams()
  useChannel('patient', { patientId }, RECORD_CHANGED)
  useShownPatient(patientId)
  return (
    <PatientFrame {...useLoaderData<typeof loader>()}>
      <Outlet />
    </PatientFrame>
  )
}

export { PatientErrorBoundary as ErrorBoundary } from '../ui/access-ended.tsx'
