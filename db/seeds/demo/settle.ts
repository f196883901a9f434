import { sql } from 'drizzle-orm'
import { designate } from '#app/features/record/index.server.ts'
import { DAY, HOUR } from '#app/kernel/durations.ts'
import type { Anchor } from './clock.ts'
import { localIdOf } from './file-patient.ts'
import { type Means, REQUEST_ID, staffCtx } from './means.ts'
import { type DemoPatient, isProven, PATIENTS } from './patients.ts'
import { type PlaceKey, placeOf, REGION } from './places.ts'
import type { StaffKey } from './staff.ts'

type Ids = Record<StaffKey, string>

/** At the desk of an establishment that follows them, patients named a specialist of the town, or their oncologist. */
export async function designateSpecialists(means: Means, anchor: Anchor, ids: Ids) {
  const desks: [desk: StaffKey, place: PlaceKey, specialist: StaffKey, who: (p: DemoPatient) => boolean][] = [
    ['roussillon', 'centre', 'maurin', (p) => ['breast', 'ovary'].includes(p.disease) && p.rank % 4 === 1],
    ['roussillon', 'centre', 'fontanel', (p) => p.disease === 'breast' && p.rank % 3 !== 0],
    ['jouve', 'tilleuls', 'vernier', (p) => p.disease === 'prostate' && p.rank % 2 === 0],
  ]
  for (const [desk, place, specialist, isNamed] of desks) {
    const ctx = staffCtx(means, { key: desk, personId: ids[desk] }, anchor)
    for (const patient of PATIENTS.filter((p) => isProven(p) && isNamed(p))) {
      const patientId = await patientIdOf(means, place, patient)
      if (patientId) await designate(ctx, { patientId, personId: ids[specialist] })
    }
  }
}

/** Whose file that is today. */
export async function patientIdOf({ owner }: Means, place: PlaceKey, patient: DemoPatient) {
  const [row] = await owner.execute<{ patient_id: string }>(sql`
    select patient_id from patient_files
    where region_id = ${REGION.id}::uuid and establishment_id = ${placeOf[place].id}::uuid
      and local_id = ${localIdOf(placeOf[place], patient)}`)
  return row?.patient_id
}

const SEEN_SINCE = { neverOpened: 2, withNews: 4 }

/** When the GP and the oncologist last looked: a few patients have something newer, a few were never opened. */
export async function rememberVisits(means: Means, anchor: Anchor, ids: Ids) {
  for (const key of ['delmas', 'fontanel'] as const) {
    const ctx = staffCtx(means, { key, personId: ids[key] }, anchor)
    await ctx.write(async ({ tx }) => {
      const followed = await tx.execute<{ patient_id: string; last: string; before: string | null }>(sql`
        select c.patient_id, e.times[1]::text as last, e.times[2]::text as before
        from (select distinct region_id, patient_id from care_relations where grantee_id = ${ids[key]}::uuid) c
        cross join lateral (
          select array(select distinct r.recorded_at from record_entries r
                       where r.region_id = c.region_id and r.patient_id = c.patient_id
                       order by r.recorded_at desc limit 2) as times) e
        where cardinality(e.times) > 0
        order by e.times[1] desc, c.patient_id`)
      const opened = followed.slice(0, followed.length - SEEN_SINCE.neverOpened)
      for (const [rank, { patient_id, last, before }] of opened.entries()) {
        const hasNews = rank < SEEN_SINCE.withNews
        // Before the latest entry and after the one before it, else some days after the latest.
        const at = hasNews
          ? Math.max(Date.parse(last) - 2 * DAY, before ? (Date.parse(last) + Date.parse(before)) / 2 : 0)
          : Math.min(Date.parse(last) + (1 + (rank % 9)) * DAY, anchor.getTime() - (2 + rank) * HOUR)
        await tx.execute(sql`
          insert into record_visits (person_id, patient_id, last_visit_at)
          values (${ids[key]}::uuid, ${patient_id}::uuid, ${new Date(at).toISOString()}::timestamptz)
          on conflict do nothing`)
      }
    })
  }
}

/** What no command says yet, written by the tables' owner; as often as one likes. */
export async function settle({ owner }: Means, anchor: Anchor) {
  const region = sql`${REGION.id}::uuid`
  await owner.execute(sql`
    update patient_files f set last_activity_at = e.last, created_at = e.first
    from (select file_id, max(recorded_at) as last, min(recorded_at) as first from record_entries
          where region_id = ${region} group by file_id) e
    where f.region_id = ${region} and f.id = e.file_id`)
  // A file in which nothing happened yet is not the latest of the list.
  await owner.execute(sql`
    update patient_files f set last_activity_at = ${anchor.toISOString()}::timestamptz - interval '20 days'
    where f.region_id = ${region} and not exists (
      select from record_entries e where e.region_id = f.region_id and e.file_id = f.id)`)
  await owner.execute(sql`
    update care_relations c set starts_at = least(c.starts_at, e.first)
    from (select patient_id, min(recorded_at) as first from record_entries
          where region_id = ${region} group by patient_id) e
    where c.region_id = ${region} and c.patient_id = e.patient_id`)
  for (const state of ['known', 'none_known'] as const)
    await owner.execute(sql`
      update patients p set allergy_state = ${state} from patient_files f
      where p.region_id = ${region} and f.region_id = p.region_id and f.patient_id = p.id
        and f.local_id = any (${homeFiles((patient) => patient.allergyState === state)}::text[])`)
  // Homonyms that were told apart long ago.
  await owner.execute(sql`
    update identity_reviews r set state = 'kept_apart' from patient_files f
    where r.region_id = ${region} and f.region_id = r.region_id and f.id = r.file_id and r.reason = 'same_traits'
      and f.local_id = any (${homeFiles(() => true)}::text[])`)
  // Of these events nothing is to follow: no job, no hint.
  await owner.execute(sql`
    update outbox set published_at = now() where region_id = ${region} and request_id = ${REQUEST_ID}
      and published_at is null`)
}

const homeFiles = (isMeant: (patient: DemoPatient) => boolean) =>
  `{${PATIENTS.filter(isMeant)
    .map((patient) => localIdOf(placeOf[patient.home], patient))
    .join(',')}}`
