import type { ActionFunctionArgs } from '@remix-run/node'
import { requireCtx, submit } from '#app/kernel/route.server.ts'
import { notePrinted } from '../commands/note-printed.server.ts'
import { NotePrinted } from '../contract.ts'

/** Told by the page when the browser begins to print it, by our button or its own. */
export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, NotePrinted, (said) => notePrinted(ctx, args.params.patientId!, said))
}
