import { sql } from 'drizzle-orm'
import { breakGlass } from '#app/features/oversight/commands/break-glass.server.ts'
import { endGlass } from '#app/features/oversight/commands/end-glass.server.ts'
import { findUnusual } from '#app/features/oversight/commands/find-unusual.server.ts'
import { reviewGlass } from '#app/features/oversight/commands/review-glass.server.ts'
import { listOpenGlass } from '#app/features/oversight/queries/list-glass.server.ts'
import { recordChoice } from '#app/features/record/commands/record-choice.server.ts'
import { openFile } from '#app/features/record/index.server.ts'
import { systemActor } from '#app/kernel/actor.ts'
import { createCtx } from '#app/kernel/ctx.server.ts'
import type { Anchor } from './clock.ts'
import { localIdOf } from './file-patient.ts'
import { feedOf, type Means, REQUEST_ID, staffCtx } from './means.ts'
import { isProven, PATIENTS } from './patients.ts'
import { placeOf, REGION } from './places.ts'
import { patientIdOf } from './settle.ts'
import type { StaffKey } from './staff.ts'

type Ids = Record<StaffKey, string>

const COLLEAGUE = 'CTV399090'

/** What privacy officers find in the morning: emergencies to review, a colleague's record, what patients refused. */
export async function fillOversight(means: Means, anchor: Anchor, ids: Ids) {
  const at = (key: StaffKey) => staffCtx(means, { key, personId: ids[key] }, anchor)
  const is = async (there: ReturnType<typeof sql>) =>
    (await means.owner.execute(sql`select 1 from ${there} limit 1`)).length > 0
  const here = sql`region_id = ${REGION.id}::uuid`
  if (!(await is(sql`break_glass_accesses where ${here}`))) await breakTwo(means, at)
  if (!(await is(sql`patient_files where ${here} and local_id = ${COLLEAGUE}`)))
    await openColleague(means, anchor, at)
  await noteChoices(means, at)
}

type At = (key: StaffKey) => ReturnType<typeof staffCtx>

/** One is over and judged, the other waits. */
async function breakTwo(means: Means, at: At) {
  const strangers = PATIENTS.filter((p) => p.home === 'hautLys' && isProven(p) && p.diedDaysAgo === null)
  const found: string[] = []
  for (const patient of strangers) {
    const isOurs = await patientIdOf(means, 'centre', patient)
    if (!isOurs && (await patientIdOf(means, 'hautLys', patient)))
      found.push(localIdOf(placeOf.hautLys, patient))
  }
  const [first, second] = found
  const where = { by: 'local_id', establishmentId: placeOf.hautLys.id } as const
  if (first) {
    const reason = 'Arrivée aux soins continus, pas de courrier, traitement en cours inconnu'
    await breakGlass(at('valette'), { ...where, localId: first, category: 'unplanned_care', reason })
    const [open] = await listOpenGlass(at('valette'))
    if (open) {
      await endGlass(at('valette'), { accessId: open.id })
      await reviewGlass(at('esquirol'), {
        id: open.id,
        expectedVersion: 2,
        verdict: 'justified',
        comment: 'Passage confirmé par le cadre du service',
      })
    }
  }
  if (second) {
    const reason = 'Détresse respiratoire, proches injoignables'
    await breakGlass(at('deligny'), { ...where, localId: second, category: 'vital_emergency', reason })
  }
}

/** Somebody of the house is a patient of it, and a colleague has looked. */
async function openColleague(means: Means, anchor: Anchor, at: At) {
  const { patientId } = await openFile(feedOf(means, 'centre', anchor), {
    localId: COLLEAGUE,
    birthName: 'Garrigues',
    birthGivenNames: 'Élodie',
    firstGivenName: 'Élodie',
    birthDate: '1984-09-17',
    sex: 'female',
    birthPlaceCode: '31555',
    identityStatus: 'VALI',
    insMatricule: null,
    insOid: null,
    usedName: null,
    usedGivenName: null,
  })
  await at('deligny').readPatient(patientId, 'care', async () => null)
  const schedule = createCtx({
    db: means.db,
    actor: systemActor(null),
    regionId: REGION.id,
    locale: 'fr',
    requestId: REQUEST_ID,
  })
  await findUnusual(schedule)
}

async function noteChoices(means: Means, at: At) {
  const ours = PATIENTS.filter((p) => p.home === 'centre').slice(0, 6)
  for (const [rank, patient] of ours.entries()) {
    const patientId = await patientIdOf(means, 'centre', patient)
    if (!patientId) continue
    const [known] = await means.owner.execute(sql`
      select 1 from patient_choices where region_id = ${REGION.id}::uuid and patient_id = ${patientId}::uuid limit 1`)
    if (known) continue
    const saidOn = '2025-11-03'
    const desk = at('roussillon')
    await recordChoice(desk, patientId, { purpose: 'care_sharing', stance: 'informed', how: 'oral', saidOn })
    if (rank % 3 === 1)
      await recordChoice(desk, patientId, { purpose: 'research', stance: 'opposed', how: 'written', saidOn })
  }
}
