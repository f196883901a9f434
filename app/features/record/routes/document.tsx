import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { Outlet, useLoaderData, useRouteLoaderData } from '@remix-run/react'
import { z } from 'zod'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { moveEntry } from '../commands/move-entry.server.ts'
import { MoveEntry as MoveEntryForm } from '../contract.ts'
import { canDecideIdentities } from '../policy.ts'
import { getEntry } from '../queries/get-entry.server.ts'
import { DocumentPage } from '../ui/document-page.tsx'
import { FactActs } from '../ui/fact-acts.tsx'
import { MoveEntry } from '../ui/move-entry.tsx'
import type { loader as textLoader } from './document-text.tsx'
import type { loader as patientLoader } from './patient.tsx'

export const handle: PageHandle = { title: 'record:document.title' }

/** What it is and whether it still holds: asked again whenever the record moves, unlike what stands in it. */
export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const { patientId = '', entryId = '' } = args.params
  const entry = await answer(() => getEntry(ctx, patientId, entryId))
  return {
    entry,
    mayMove: canDecideIdentities(ctx.actor) && entry.establishmentId === ctx.actor.establishmentId,
  }
}

const Move = MoveEntryForm.omit({ entryId: true }).extend({ toPatientId: z.uuid() })

/** The document is somebody else's: it goes there, and so does who moved it. */
export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const entryId = z.uuid().catch('').parse(args.params.entryId)
  return submit(args, Move, async ({ toPatientId, ...move }) => {
    await moveEntry(ctx, { ...move, entryId })
    throw redirect(`/patients/${toPatientId}/entries/${entryId}`)
  })
}

export default function DocumentRoute() {
  const text = useRouteLoaderData<typeof textLoader>('features/record/routes/document-text')
  const { entry, mayMove } = useLoaderData<typeof loader>()
  const patient = useRouteLoaderData<typeof patientLoader>('features/record/routes/patient')
  const actions = (
    <>
      <FactActs entry={entry} />
      {mayMove && <MoveEntry entryId={entry.id} from={patient?.patient ?? null} />}
    </>
  )
  return (
    <DocumentPage entry={entry} view={text?.view ?? null} actions={actions}>
      <Outlet />
    </DocumentPage>
  )
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
