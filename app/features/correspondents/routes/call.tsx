import { data, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { doorOf, findCall, openCall, requireSignIn } from '#app/features/identity/index.server.ts'
import { canCreateFiles, findCalledPatient } from '#app/features/record/index.server.ts'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { requireCtx } from '#app/kernel/route.server.ts'
import { mayTryEmergency } from '../policy.ts'
import { CallPage } from '../ui/call-page.tsx'

export const handle: PageHandle = { title: 'correspondents:call.title' }

const STATUS = { over: 404, notYou: 409, elsewhere: 409, notFound: 404 }

/** The browser that a doctor's own software has sent: to the patient, or to what stands in the way. (EXT-10) */
export async function loader(args: LoaderFunctionArgs) {
  const key = args.params.handle!
  const back = `/call/${key}`
  if (!args.context.session && (await findCall(doorOf(args), key)))
    throw redirect(`/login?notice=called&next=${encodeURIComponent(back)}`)
  const { door, who } = await requireSignIn(args)
  const call = await openCall(door, who, key)
  if (call.state !== 'open') return data({ ...call, back }, { status: STATUS[call.state] })
  const ctx = requireCtx(args)
  const patientId = await findCalledPatient(ctx, call.patient)
  if (patientId) throw redirect(`/patients/${patientId}`)
  await ctx.noteRefusal('identity.call.open', `call/${call.callId}`, { detail: { reason: 'patient' } })
  const { actor } = ctx
  const may = { mayBreakGlass: mayTryEmergency(actor), mayCreate: canCreateFiles(actor) }
  return data({ state: 'notFound' as const, software: call.software, ...may, back }, { status: 404 })
}

export default function CallRoute() {
  return <CallPage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
