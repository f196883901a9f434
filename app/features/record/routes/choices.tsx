import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData, useRouteLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { recordChoice } from '../commands/record-choice.server.ts'
import { RecordChoice } from '../contract-choices.ts'
import { canAddDocuments } from '../policy.ts'
import { getChoices } from '../queries/get-choices.server.ts'
import { ChoicesPage } from '../ui/choices-page.tsx'
import type { loader as patientLoader } from './patient.tsx'

export const handle: PageHandle = { title: 'record:choices.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const choices = await answer(() => getChoices(ctx, args.params.patientId ?? ''))
  return { choices, mayRecord: canAddDocuments(ctx.actor), today: ctx.now().toISOString().slice(0, 10) }
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const patientId = args.params.patientId ?? ''
  return submit(args, RecordChoice, async (choice) => {
    await recordChoice(ctx, patientId, choice)
    throw redirect(`/patients/${patientId}/choices`)
  })
}

export default function ChoicesRoute() {
  const frame = useRouteLoaderData<typeof patientLoader>('features/record/routes/patient')
  const { mayRecord, ...page } = useLoaderData<typeof loader>()
  return (
    <ChoicesPage
      {...page}
      mayRecord={mayRecord && Boolean(frame?.patient.hasOwnFile)}
      outcome={useActionData<typeof action>()}
    />
  )
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
