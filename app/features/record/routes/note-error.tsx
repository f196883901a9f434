import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { requireCtx, submit } from '#app/kernel/route.server.ts'
import { markInError } from '../commands/mark-in-error.server.ts'
import { MarkNoteInError } from '../contract.ts'

/** From the page of a note or a fact: it should not be there, and why. */
export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const { patientId, entryId = '' } = args.params
  return submit(args, MarkNoteInError, async ({ reason }) => {
    await markInError(ctx, { entryId, reason })
    throw redirect(`/patients/${patientId}/entries/${entryId}`)
  })
}
