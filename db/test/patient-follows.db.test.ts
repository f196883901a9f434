import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { mergeFiles, mergePatients, unmergePatients } from '#app/features/record/index.server.ts'
import { aGpRelation, aHospitalWithGp, anEntry, aPatientFile } from './factories.ts'
import { useDatabase } from './harness.ts'

// API-09: whatever hangs on a patient goes with the files it came through, and comes back when a merge is undone. A
// table that names a patient and has no row here fails, so that a new one is thought of.
const database = useDatabase()
type World = Awaited<ReturnType<typeof aHospitalWithGp>>
let w: World
beforeAll(async () => {
  w = await aHospitalWithGp(database)
})
const reason = 'Même personne'

/** Columns that tell what was, each with the reason why it is never rewritten. */
const HISTORY: Record<string, string> = {
  'audit_entries.patient_id': 'the trail says under whom something was done then',
  'break_glass_accesses.patient_id': 'the same, of a broken glass; its relation follows',
  'unusual_accesses.patient_id': 'the same; a pair is looked for under who the patient is now',
  'entry_moves.from_patient_id': 'the same, of a move',
  'entry_moves.to_patient_id': 'the same',
  'identity_decisions.from_patient_id': 'says who was merged into whom',
  'identity_decisions.to_patient_id': 'the same',
  'referrals.patient_id': 'whom the asker had in front of them; read through app.living_patient',
  'identity_reviews.other_patient_id': 'read through app.living_patient',
}

async function columnsOfPatients(): Promise<string[]> {
  const rows = await database.owner.execute<{ name: string }>(sql`
    select c.relname || '.' || a.attname as name
    from pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attname ~ '(^|_)patient_id$' order by 1`)
  return rows.map((row) => row.name)
}

/** How many rows of each column name this patient. */
async function countsOf(patientId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const name of await columnsOfPatients()) {
    if (name in HISTORY) continue
    const [table, column] = name.split('.') as [string, string]
    const [row] = await database.owner.execute<{ n: number }>(sql`
      select count(*)::int as n from ${sql.identifier(table)} where ${sql.identifier(column)} = ${patientId}`)
    counts[name] = row!.n
  }
  return counts
}

/** A patient with a row in every table; persons have looked at both, and one relation is on both. */
async function aFullPatient() {
  const file = await aPatientFile(w.feed)
  await aGpRelation(w.feed, file.fileId, w.gp.rpps)
  const { id } = await anEntry(w.feed, file, { kind: 'result' })
  const allergy = await anEntry(w.feed, file, { kind: 'allergy', title: 'Pénicilline' })
  await w.feed.write(async ({ tx }) => {
    await tx.execute(sql`
      insert into documents (entry_id, establishment_id, patient_id, media_type, byte_length, sha256, blob_key, unique_id)
      values (${id}, ${w.hospital.id}, ${file.patientId}, 'application/pdf', 1, 'same', 'k', 'same-id')`)
    await tx.execute(sql`
      insert into observations (entry_id, position, patient_id, code, code_system, label, value_text, status, observed_at)
      values (${id}, 1, ${file.patientId}, '718-7', 'loinc', 'Hémoglobine', '12', 'final', now())`)
    await tx.execute(sql`
      insert into file_consents (file_id, patient_id, establishment_id) values (${file.fileId}, ${file.patientId}, ${w.hospital.id})`)
  })
  for (const { ctx, personId } of [w.doctor, w.nurse])
    await ctx.readPatient(file.patientId, 'care', async ({ tx }) => {
      await tx.execute(sql`
        insert into record_visits (person_id, patient_id, last_visit_at) values (${personId}, ${file.patientId}, now() - interval '1 hour')`)
      await tx.execute(
        sql`insert into pinned_patients (person_id, patient_id) values (${personId}, ${file.patientId})`,
      )
      await tx.execute(
        sql`insert into note_drafts (author_person_id, patient_id, body) values (${personId}, ${file.patientId}, 'x')`,
      )
    })
  await database.owner.execute(sql`
    insert into relation_questions (region_id, establishment_id, file_id, patient_id, kind, basis, rpps)
    values (${w.regionId}, ${w.hospital.id}, ${file.fileId}, ${file.patientId}, 'waiting', 'designation', '10000000008')`)
  await database.owner.execute(sql`
    insert into patient_choices (region_id, file_id, patient_id, establishment_id, purpose, stance, how, said_on, recorded_by)
    values (${w.regionId}, ${file.fileId}, ${file.patientId}, ${w.hospital.id}, 'research', 'opposed', 'oral',
      current_date, ${w.doctor.personId})`)
  await database.owner.execute(sql`
    insert into notices (region_id, person_id, patient_id, entry_id, reason)
    values (${w.regionId}, ${w.doctor.personId}, ${file.patientId}, ${id}, 'replaced'),
           (${w.regionId}, ${w.doctor.personId}, ${file.patientId}, ${allergy.id}, 'moved')`)
  return { ...file, entryId: id }
}

describe('whatever names a patient', () => {
  test('is moved by a merge and taken back by its undo', async () => {
    const [one, two] = [await aFullPatient(), await aFullPatient()]
    const before = { one: await countsOf(one.patientId), two: await countsOf(two.patientId) }
    const without = Object.entries(before.one).flatMap(([name, n]) => (n === 0 ? [name] : []))
    expect(without, 'tables that this test does not fill yet').toEqual([])

    const { decisionId } = await mergePatients(w.vigilance.ctx, {
      fromPatientId: one.patientId,
      toPatientId: two.patientId,
      reason,
    })
    const left = Object.entries(await countsOf(one.patientId)).filter(([, n]) => n > 0)
    expect(left).toEqual([])
    // The same document of both is one with a copy; who looked at both looked at one.
    const [copy] = await database.owner.execute<{ original: string; status: string }>(sql`
      select d.duplicate_of as original, e.status from documents d join record_entries e on e.id = d.entry_id
      where d.entry_id = ${one.entryId}`)
    expect(copy).toEqual({ original: two.entryId, status: 'replaced' })
    const [running] = await database.owner.execute<{ n: number }>(sql`
      select count(*)::int as n from care_relations where patient_id = ${two.patientId} and ends_at is null`)
    expect(running!.n).toBe(1)

    await unmergePatients(w.vigilance.ctx, { decisionId, reason })
    expect({ one: await countsOf(one.patientId), two: await countsOf(two.patientId) }).toEqual(before)
    const [back] = await database.owner.execute<{
      original: string | null
      status: string
      ends_at: string | null
    }>(sql`
      select d.duplicate_of as original, e.status, c.ends_at from documents d
        join record_entries e on e.id = d.entry_id
        join care_relations c on c.patient_id = e.patient_id
      where d.entry_id = ${one.entryId}`)
    expect(back).toEqual({ original: null, status: 'current', ends_at: null })
    const [state] = await database.owner.execute<{ known: number }>(sql`
      select count(*)::int as known from patients
      where id in (${one.patientId}, ${two.patientId}) and allergy_state = 'known'`)
    expect(state!.known).toBe(2)
  })

  test('goes along when two files of one establishment become one, and comes back', async () => {
    const [one, two] = [await aFullPatient(), await aFullPatient()]
    const before = { one: await countsOf(one.patientId), two: await countsOf(two.patientId) }
    await mergeFiles(w.feed, { survivorLocalId: two.localId, mergedLocalId: one.localId })
    const left = Object.entries(await countsOf(one.patientId)).filter(([, n]) => n > 0)
    expect(left).toEqual([])

    const [decision] = await database.owner.execute<{ id: string }>(sql`
      select id from identity_decisions where kind = 'merge_files' and from_patient_id = ${one.patientId}`)
    await unmergePatients(w.vigilance.ctx, { decisionId: decision!.id, reason })
    expect({ one: await countsOf(one.patientId), two: await countsOf(two.patientId) }).toEqual(before)
  })

  test('columns that tell what was are still there', async () => {
    const columns = await columnsOfPatients()
    expect(Object.keys(HISTORY).filter((name) => !columns.includes(name))).toEqual([])
  })
})
