import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { actOnReferral } from '../commands/act-on-referral.server.ts'
import { notePrinted } from '../commands/note-printed.server.ts'
import { receiveReferral } from '../commands/receive-referral.server.ts'
import { sendOn } from '../commands/send-on.server.ts'
import { ReferralAct } from '../contract.ts'
import { getReferral } from '../queries/get-referral.server.ts'
import { ReferralView } from '../ui/referral-page.tsx'

export const handle: PageHandle = { title: 'referrals:page.asked' }

/** Opening it is receiving it, for the people of the service. */
export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const referralId = args.params.referralId!
  return answer(async () => {
    await getReferral(ctx, referralId)
    await receiveReferral(ctx, referralId)
    return getReferral(ctx, referralId)
  })
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const referralId = args.params.referralId!
  return submit(args, ReferralAct, async (said) => {
    if (said.intent === 'printed') return notePrinted(ctx, referralId)
    if (said.intent !== 'send_on') return actOnReferral(ctx, referralId, said)
    const { patientId } = await sendOn(ctx, referralId)
    throw redirect(`/patients/${patientId}/refer`)
  })
}

export default function ReferralRoute() {
  return <ReferralView referral={useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
