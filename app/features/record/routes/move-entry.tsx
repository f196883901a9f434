import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { requireCtx, submit } from '#app/kernel/route.server.ts'
import { moveEntry } from '../commands/move-entry.server.ts'
import { MoveEntry, SearchForm } from '../contract.ts'
import { findOwnFiles } from '../queries/find-own-files.server.ts'

const Step = z.discriminatedUnion('intent', [
  SearchForm.extend({ intent: z.literal('find') }),
  MoveEntry.omit({ entryId: true }).extend({ intent: z.literal('move'), toPatientId: z.uuid() }),
])

/** Looks for the right patient among the own files, then moves the entry there. Sent: a name stands in no address. */
export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const entryId = z.uuid().catch('').parse(args.params.entryId)
  return submit(args, Step, async (step) => {
    if (step.intent === 'find') return { files: await findOwnFiles(ctx, step.q) }
    await moveEntry(ctx, { ...step, entryId })
    throw redirect(`/patients/${step.toPatientId}/entries/${entryId}`)
  })
}
