import { and, eq } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { noteDrafts } from '#db/schema/workspace.ts'
import { canWriteNotes } from '../policy.ts'
import { listReceivers, type Receiver } from './list-receivers.server.ts'
import { openPatient } from './open-patient.server.ts'

export type NoteDraft = {
  title: string
  body: string
  savedAt: string | null
  /** The houses that would take it, when the own one has no file. */
  receivers: Receiver[]
}

/** What this person began to write about this patient; row-level security shows nobody else's. */
export function getNoteDraft(ctx: Ctx, patientId: string): Promise<NoteDraft> {
  if (!canWriteNotes(ctx.actor)) throw new DomainError('forbidden', 'record.noteNotAllowed')
  return openPatient(ctx, patientId, async ({ tx }) => {
    const [draft] = await tx
      .select({ title: noteDrafts.title, body: noteDrafts.body, updatedAt: noteDrafts.updatedAt })
      .from(noteDrafts)
      .where(and(eq(noteDrafts.patientId, patientId), eq(noteDrafts.authorPersonId, ctx.actor.id!)))
    const receivers = await listReceivers(tx, ctx, patientId)
    return draft
      ? { title: draft.title, body: draft.body, savedAt: draft.updatedAt.toISOString(), receivers }
      : { title: '', body: '', savedAt: null, receivers }
  })
}
