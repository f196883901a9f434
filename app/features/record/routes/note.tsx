import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { type ShouldRevalidateFunction, useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { writeNote } from '../commands/write-note.server.ts'
import { WriteNote } from '../contract.ts'
import { getNoteDraft } from '../queries/get-note-draft.server.ts'
import { NotePage } from '../ui/note-page.tsx'

export const handle: PageHandle = { title: 'record:note.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return answer(() => getNoteDraft(ctx, args.params.patientId!))
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const patientId = args.params.patientId!
  return submit(args, WriteNote, async (said) => {
    const { entryId } = await writeNote(ctx, patientId, said)
    if (said.intent === 'save') return { savedAt: ctx.now().toISOString() }
    throw redirect(entryId ? `/patients/${patientId}/entries/${entryId}` : `/patients/${patientId}`)
  })
}

/** What one writes is not overwritten by what was saved of it. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ currentParams, nextParams }) =>
  currentParams.patientId !== nextParams.patientId

export default function NoteRoute() {
  return <NotePage draft={useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
