import { recordAppointment } from '#app/features/record/index.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { isDomainError } from '#app/kernel/errors.ts'
import { isLatestWord } from '../feed-subjects.server.ts'
import { type FilingSource, provenanceOf } from '../filing-source.ts'
import type { IncomingAppointment } from '../formats/hl7v2/read-appointment.ts'
import { findOwnFile } from '../queries/find-own-file.server.ts'
import { localIdOf, nameOf } from '../rules.ts'
import { resolveUnit } from './resolve-unit.server.ts'

/** An appointment as its planning says it now; one that was changed since by a later message stays so. */
export async function fileAppointment(
  ctx: Ctx,
  appointment: IncomingAppointment,
  source: FilingSource,
): Promise<void> {
  const { identity, number, practitioner } = appointment
  await ctx.write(async ({ tx }) => {
    const { fileId } = await findOwnFile(tx, identity, localIdOf(identity, source.patientAuthority))
    const saidAt = appointment.saidAt?.at ?? source.receivedAt
    if (!(await isLatestWord(tx, ctx, { kind: 'appointment', number, saidAt }))) return
    const place = await resolveUnit(tx, ctx, source.connectionId, { code: appointment.place, label: null })
    const isOff = appointment.state !== 'booked' && appointment.state !== 'done'
    await recordAppointment(ctx, {
      fileId,
      appointmentNumber: number,
      state: appointment.state,
      startsAt: appointment.startsAt?.at,
      endsAt: appointment.endsAt ?? undefined,
      reason: appointment.reason ?? undefined,
      place: place ?? undefined,
      practitionerName: nameOf(practitioner) ?? undefined,
      practitionerRpps: practitioner?.rpps ?? undefined,
      ...provenanceOf(source),
    }).catch((error) => {
      // Called off before it was ever told of, without a time: nothing to show, and nothing to resolve.
      if (!isOff || !isDomainError(error) || error.reason !== 'record.appointmentIncomplete') throw error
    })
  })
}
