import { and, eq } from 'drizzle-orm'
import type { Ctx, Unit } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { notes } from '#db/schema/clinical.ts'
import { recordEntries } from '#db/schema/entries.ts'
import { patientFiles, patients } from '#db/schema/record.ts'
import { noteDrafts } from '#db/schema/workspace.ts'
import type { Tx } from '#db/scope.ts'
import { EntryFiled, EntryWithdrawn, type WriteNote } from '../contract.ts'
import { canWriteNotes } from '../policy.ts'
import { contributeNote } from './contribute.server.ts'
import { lockDocumentsOf } from './locks.server.ts'
import { touchFile } from './own-file.server.ts'

/** Keeps, throws away or signs the one draft that this person has about this patient. */
export async function writeNote(
  ctx: Ctx,
  patientId: string,
  input: WriteNote,
): Promise<{ entryId: string | null }> {
  return ctx.write(async (unit) => {
    const { tx } = unit
    if (!canWriteNotes(ctx.actor)) throw new DomainError('forbidden', 'record.noteNotAllowed')
    await requireVisible(tx, patientId)
    if (input.intent === 'discard') {
      await tx.delete(noteDrafts).where(draftOf(ctx, patientId))
      return { entryId: null }
    }
    if (input.intent === 'save') {
      await keepDraft(tx, ctx, patientId, input)
      return { entryId: null }
    }
    const file = await fileHere(tx, patientId)
    if (file) return { entryId: await sign(ctx, unit, file, input) }
    // From outside: the house that was chosen takes it.
    if (!input.receiverFileId) throw new DomainError('not_found', 'record.noOwnFile')
    const { title, body, receiverFileId: fileId } = input
    const { entryId } = await contributeNote(ctx, unit, { patientId, fileId, title, body })
    await tx.delete(noteDrafts).where(draftOf(ctx, patientId))
    return { entryId }
  })
}

async function requireVisible(tx: Tx, patientId: string) {
  const [seen] = await tx.select({ id: patients.id }).from(patients).where(eq(patients.id, patientId))
  if (!seen) throw new DomainError('not_found', 'record.patientNotFound')
}

/** Notes go into a file of the own establishment: whoever only follows a patient has none there. */
async function fileHere(tx: Tx, patientId: string) {
  const [file] = await tx
    .select({
      id: patientFiles.id,
      establishmentId: patientFiles.establishmentId,
      patientId: patientFiles.patientId,
    })
    .from(patientFiles)
    .where(eq(patientFiles.patientId, patientId))
    .limit(1)
  return file ?? null
}

const draftOf = (ctx: Ctx, patientId: string) =>
  and(eq(noteDrafts.patientId, patientId), eq(noteDrafts.authorPersonId, ctx.actor.id!))

async function keepDraft(tx: Tx, ctx: Ctx, patientId: string, said: { title: string; body: string }) {
  // Two pages of one person save at once: one draft all the same.
  await lockDocumentsOf(tx, ctx, `draft/${patientId}/${ctx.actor.id}`)
  const written = { title: said.title, body: said.body, updatedAt: ctx.now() }
  const kept = await tx
    .update(noteDrafts)
    .set(written)
    .where(draftOf(ctx, patientId))
    .returning({ id: noteDrafts.id })
  if (kept.length > 0 || !(said.title || said.body)) return
  await tx.insert(noteDrafts).values({ patientId, authorPersonId: ctx.actor.id!, ...written })
}

type File = NonNullable<Awaited<ReturnType<typeof fileHere>>>

async function sign(
  ctx: Ctx,
  unit: Unit,
  file: File,
  said: { title: string; body: string },
): Promise<string> {
  await unit.tx.delete(noteDrafts).where(draftOf(ctx, file.patientId))
  return fileSignedNote(ctx, unit, file, said)
}

/** A note into a file of the own house, signed as it is written. */
export async function fileSignedNote(
  ctx: Ctx,
  { tx, audit, emit }: Unit,
  file: File,
  said: { title: string; body: string },
): Promise<string> {
  if (!canWriteNotes(ctx.actor)) throw new DomainError('forbidden', 'record.noteNotAllowed')
  const { patientId } = file
  const [entry] = await tx
    .insert(recordEntries)
    .values({
      patientId,
      fileId: file.id,
      establishmentId: file.establishmentId,
      kind: 'note',
      title: said.title,
      occurredAt: ctx.now(),
      recordedAt: ctx.now(),
      authorPersonId: ctx.actor.id,
      authorName: ctx.actor.displayName,
      source: 'person',
    })
    .returning({ id: recordEntries.id })
  const entryId = entry!.id
  await tx.insert(notes).values({ entryId, body: said.body, signedAt: ctx.now() })
  await touchFile(tx, ctx, file.id)
  await audit('record.note.sign', `record_entry/${entryId}`, { patientId })
  await emit(EntryFiled, { entryId, patientId, kind: 'note' })
  return entryId
}

/** Its author says that a note should not be there. It stays readable as such; who read it is told. */
export async function markNoteInError(ctx: Ctx, of: { entryId: string; reason: string }): Promise<void> {
  if (!canWriteNotes(ctx.actor)) throw new DomainError('forbidden', 'record.noteNotAllowed')
  return ctx.write(async ({ tx, audit, emit }) => {
    const [note] = await tx
      .select({
        patientId: recordEntries.patientId,
        authorPersonId: recordEntries.authorPersonId,
        status: recordEntries.status,
      })
      .from(recordEntries)
      .innerJoin(notes, eq(notes.entryId, recordEntries.id))
      .where(eq(recordEntries.id, of.entryId))
    if (!note) throw new DomainError('not_found', 'record.entryNotFound')
    if (note.authorPersonId !== ctx.actor.id) throw new DomainError('forbidden', 'record.noteOfAnother')
    if (note.status === 'entered_in_error') return
    const { patientId } = note
    await tx.update(notes).set({ errorReason: of.reason }).where(eq(notes.entryId, of.entryId))
    // What was contributed is the receiving house's entry: its author reads it, and the wall lets no other house write.
    const marked = await tx
      .update(recordEntries)
      .set({ status: 'entered_in_error', updatedAt: ctx.now() })
      .where(eq(recordEntries.id, of.entryId))
      .returning({ id: recordEntries.id })
    if (marked.length === 0) throw new DomainError('not_found', 'record.entryNotFound')
    await audit('record.note.mark_in_error', `record_entry/${of.entryId}`, { patientId })
    await emit(EntryWithdrawn, { entryId: of.entryId, patientId })
  })
}
