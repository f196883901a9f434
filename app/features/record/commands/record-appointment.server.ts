import { and, eq } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { appointments } from '#db/schema/clinical.ts'
import { recordEntries } from '#db/schema/entries.ts'
import type { Tx } from '#db/scope.ts'
import { type AppointmentFacts, mergeAppointment } from '../appointment-rules.ts'
import { EntryFiled, EntryWithdrawn, RecordAppointment } from '../contract.ts'
import { insertEntry } from './insert-entry.server.ts'
import { lockAppointment } from './locks.server.ts'
import { ownFile, touchFile } from './own-file.server.ts'
import { addProvenance } from './provenance.server.ts'

export type RecordedAppointment = {
  entryId: string
  patientId: string
  outcome: 'opened' | 'changed' | 'known'
}

/** One appointment of a planning, told message by message: the same number, the same entry. */
export async function recordAppointment(ctx: Ctx, input: RecordAppointment): Promise<RecordedAppointment> {
  const parsed = RecordAppointment.safeParse(input)
  if (!parsed.success) throw new DomainError('invalid', 'record.appointmentIncomplete')
  const said = parsed.data

  return ctx.write(async ({ tx, audit, emit }) => {
    const file = await ownFile(tx, ctx, said.fileId)
    await lockAppointment(tx, ctx, said.appointmentNumber)
    const known = await heldAppointment(tx, file.establishmentId, said.appointmentNumber)
    if (known && known.patientId !== file.patientId) {
      throw new DomainError('conflict', 'record.appointmentOfAnotherPatient')
    }
    const merged = mergeAppointment(known?.facts ?? null, said)
    // A cancellation of what never came, without a time, says nothing that can be shown.
    if (!merged) throw new DomainError('invalid', 'record.appointmentIncomplete')
    const { facts, isChanged } = merged
    const { patientId } = file
    const entryId = known
      ? known.entryId
      : await insertAppointment(tx, ctx, file, said.appointmentNumber, facts, said.channel)
    await addProvenance(tx, entryId, said)
    if (known && !isChanged) return { entryId, patientId, outcome: 'known' }

    if (known) {
      await tx.update(appointments).set(facts).where(eq(appointments.entryId, entryId))
      await tx
        .update(recordEntries)
        .set({ ...entryOf(facts), updatedAt: ctx.now() })
        .where(eq(recordEntries.id, entryId))
    }
    const outcome = known ? 'changed' : 'opened'
    await touchFile(tx, ctx, file.id)
    await audit('record.appointment.record', `record_entry/${entryId}`, { patientId, detail: { outcome } })
    if (said.channel !== 'import') {
      const isOff = entryOf(facts).status === 'withdrawn'
      if (isOff) await emit(EntryWithdrawn, { entryId, patientId })
      else await emit(EntryFiled, { entryId, patientId, kind: 'appointment' })
    }
    return { entryId, patientId, outcome }
  })
}

async function heldAppointment(tx: Tx, establishmentId: string, appointmentNumber: string) {
  const [row] = await tx
    .select({
      entryId: appointments.entryId,
      patientId: recordEntries.patientId,
      state: appointments.state,
      startsAt: appointments.startsAt,
      endsAt: appointments.endsAt,
      reason: appointments.reason,
      place: appointments.place,
      practitionerName: appointments.practitionerName,
      practitionerRpps: appointments.practitionerRpps,
    })
    .from(appointments)
    .innerJoin(recordEntries, eq(recordEntries.id, appointments.entryId))
    .where(
      and(
        eq(appointments.establishmentId, establishmentId),
        eq(appointments.appointmentNumber, appointmentNumber),
      ),
    )
    .for('update', { of: appointments })
  if (!row) return null
  const { entryId, patientId, ...facts } = row
  return { entryId, patientId, facts }
}

async function insertAppointment(
  tx: Tx,
  ctx: Ctx,
  file: { id: string; establishmentId: string; patientId: string },
  appointmentNumber: string,
  facts: AppointmentFacts,
  channel: RecordAppointment['channel'],
): Promise<string> {
  const entryId = await insertEntry(tx, ctx, file, { kind: 'appointment', ...entryOf(facts), channel })
  await tx
    .insert(appointments)
    .values({ entryId, establishmentId: file.establishmentId, appointmentNumber, ...facts })
  return entryId
}

/** How it stands on the spine: one that was called off stays readable as such. */
const entryOf = (facts: AppointmentFacts) => ({
  title: facts.reason ?? '',
  status:
    facts.state === 'cancelled' || facts.state === 'deleted' ? ('withdrawn' as const) : ('current' as const),
  occurredAt: facts.startsAt,
  occurredUntil: facts.endsAt,
})
