import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { requireCtx, submit } from '#app/kernel/route.server.ts'
import { markNoteInError } from '../commands/write-note.server.ts'
import { MarkNoteInError } from '../contract.ts'

/** From the page of a note: its author says that it should not be there. */
export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const { patientId, entryId = '' } = args.params
  return submit(args, MarkNoteInError, async ({ reason }) => {
    await markNoteInError(ctx, { entryId, reason })
    throw redirect(`/patients/${patientId}/entries/${entryId}`)
  })
}
