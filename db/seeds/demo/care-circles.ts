import { sql } from 'drizzle-orm'
import {
  delegate,
  designate,
  designateByRpps,
  endRelation,
  leavePatient,
  proposeRecipients,
} from '#app/features/record/index.server.ts'
import { DAY } from '#app/kernel/durations.ts'
import type { Anchor } from './clock.ts'
import { rppsOf } from './draw.ts'
import { feedOf, type Means, staffCtx } from './means.ts'
import { isProven, PATIENTS } from './patients.ts'
import { REGION } from './places.ts'
import { patientIdOf } from './settle.ts'
import { type StaffKey, staffOf } from './staff.ts'

type Ids = Record<StaffKey, string>

/**
 * What a care circle has to show: for the first patient a right with an end, one that is over, a doctor who is waited
 * for and a letter's recipient who is proposed; a GP who said "not my patient"; a locum to come. Once.
 */
export async function fillCareCircles(means: Means, anchor: Anchor, ids: Ids) {
  const [done] = await means.owner.execute(
    sql`select from delegations where region_id = ${REGION.id}::uuid limit 1`,
  )
  const [first] = PATIENTS
  const patientId = first && (await patientIdOf(means, 'centre', first))
  if (done || !patientId) return
  const as = (key: StaffKey) => staffCtx(means, { key, personId: ids[key] }, anchor)
  const desk = as('roussillon')
  const day = (offset: number) => new Date(Date.now() + offset * DAY).toISOString()

  await designate(desk, { patientId, personId: ids.cazals, until: day(45) })
  const { relationId } = await designate(desk, { patientId, personId: ids.vernier })
  await endRelation(desk, { relationId, reason: 'patient_choice' })
  await designateByRpps(desk, { patientId, rpps: rppsOf(900), name: 'Dr Hélène Ricart' })
  const feed = feedOf(means, 'centre', anchor)
  const letter = await feed.read(async (tx) => {
    const [row] = await tx.execute<{ id: string }>(sql`
      select id from record_entries
      where patient_id = ${patientId}::uuid and kind = 'document' and status = 'current'
        and establishment_id = (select app.files_of()) and confidentiality = 'normal'
      order by occurred_at desc limit 1`)
    return row
  })
  if (letter) await proposeRecipients(feed, letter.id, [staffOf.bastide.rpps!])

  const theirs = PATIENTS.find((p) => p.gp === 'bastide' && p.home === 'centre' && isProven(p))
  const declined = theirs && (await patientIdOf(means, 'centre', theirs))
  if (declined) await leavePatient(as('bastide'), declined, 'moved')
  await delegate(as('delmas'), {
    doctorId: ids.delmas,
    deputyId: ids.rouviere,
    kind: 'locum',
    reads: 'all',
    from: day(7).slice(0, 10),
    until: day(20).slice(0, 10),
  })
}
