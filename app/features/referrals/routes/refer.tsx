import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { type ShouldRevalidateFunction, useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { writeReferral } from '../commands/write-referral.server.ts'
import { ReferralForm } from '../contract.ts'
import { getReferPage } from '../queries/get-refer-page.server.ts'
import { ReferFormPage } from '../ui/refer-page.tsx'

export const handle: PageHandle = { title: 'referrals:refer.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return answer(() => getReferPage(ctx, args.params.patientId!))
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const patientId = args.params.patientId!
  return submit(args, ReferralForm, async (said) => {
    const sent = await writeReferral(ctx, patientId, said)
    if (sent) throw redirect(`/referrals/${sent.referralId}`)
    if (said.intent === 'discard') throw redirect(`/patients/${patientId}`)
    return { savedAt: ctx.now().toISOString() }
  })
}

/** A draft that saves itself shows nothing that the page does not know. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ formData, defaultShouldRevalidate }) =>
  formData?.get('intent') === 'save' ? false : defaultShouldRevalidate

export default function ReferRoute() {
  const page = useLoaderData<typeof loader>()
  const outcome = useActionData<typeof action>()
  return <ReferFormPage key={page.patientId} page={page} outcome={outcome} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
