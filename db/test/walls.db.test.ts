import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Tx } from '../scope.ts'
import { touchable } from './catalogue.ts'
import {
  aConnection,
  aGpRelation,
  aHospitalWithGp,
  aMember,
  anEntry,
  anEstablishment,
  aPatientFile,
} from './factories.ts'
import { useDatabase } from './harness.ts'

// SEC-01: every table the app can touch, read by someone entitled who finds known content, then by another
// region, another establishment, a stranger and a wrong role, who find nothing of it.
const database = useDatabase()
type World = Awaited<ReturnType<typeof arrange>>
let w: World
beforeAll(async () => {
  w = await arrange()
})

async function arrange() {
  const here = await aHospitalWithGp(database)
  const file = await aPatientFile(here.feed, { birthName: 'Témoin' })
  await aPatientFile(here.feed, { ...file.traits, localId: 'autre-dossier' }) // same traits: a review
  await aGpRelation(here.feed, file.fileId, here.gp.rpps)
  const entry = await anEntry(here.feed, file, { title: 'Entrée témoin' })
  const connection = await aConnection(database, here.regionId, here.hospital.id)
  const other = await anEstablishment(database, here.regionId, { kind: 'clinic', name: 'Clinique voisine' })
  const recipient = await anEstablishment(database, here.regionId, { name: 'Destinataire' })
  const inOther = { regionId: here.regionId, establishmentId: other.id }
  const inRecipient = { regionId: here.regionId, establishmentId: recipient.id }
  const region = here.regionId

  await here.feed.write(async ({ tx }) => {
    await tx.execute(sql`select app.send_entry(${entry.id}::uuid, ${recipient.id}::uuid)`)
    await tx.execute(
      sql`insert into entry_provenances (entry_id, channel, received_at) values (${entry.id}, 'hl7v2', now())`,
    )
    await tx.execute(sql`
      insert into documents (entry_id, establishment_id, patient_id, media_type, byte_length, sha256, blob_key, unique_id)
      values (${entry.id}, ${here.hospital.id}, ${file.patientId}, 'application/pdf', 1, 'témoin', 'k', 'u')`)
    await tx.execute(sql`insert into document_texts (entry_id, content) values (${entry.id}, 'texte témoin')`)
    await tx.execute(sql`
      insert into stays (entry_id, establishment_id, visit_number, patient_class, admitted_at)
      values (${entry.id}, ${here.hospital.id}, 'V-témoin', 'I', now())`)
    await tx.execute(sql`
      insert into inbound_messages (connection_id, establishment_id, blob_key, byte_length, content_hash, control_id,
        message_type, stream, ack_code, ack)
      values (${connection.id}, ${here.hospital.id}, 'k', 1, 'h', 'témoin', 'ADT^A01', 's', 'AA', '')`)
    await arrangeInterface(tx, here, connection.id, entry.id)
  })
  await here.doctor.ctx.readPatient(file.patientId, 'care', async ({ tx }) => {
    const mine = [here.doctor.personId, file.patientId] as const
    await tx.execute(sql`
      insert into record_visits (person_id, patient_id, last_visit_at) values (${mine[0]}, ${mine[1]}, now())`)
    await tx.execute(sql`insert into pinned_patients (person_id, patient_id) values (${mine[0]}, ${mine[1]})`)
    await tx.execute(
      sql`insert into note_drafts (author_person_id, patient_id, body) values (${mine[0]}, ${mine[1]}, 'témoin')`,
    )
  })
  await arrangeFacts(here, file, entry.id)
  return {
    ...here,
    file,
    entry,
    connection,
    region,
    elsewhere: await aHospitalWithGp(database),
    neighbour: await aMember(database, { ...inOther, role: 'doctor' }),
    neighbourTechnician: await aMember(database, { ...inOther, role: 'interface_technician' }),
    neighbourOfficer: await aMember(database, { ...inOther, role: 'privacy_officer' }),
    receiver: await aMember(database, { ...inRecipient, role: 'doctor' }),
  }
}

/** One row of each table of facts, on one entry, and of what a house or a person keeps. */
async function arrangeFacts(
  here: Awaited<ReturnType<typeof aHospitalWithGp>>,
  file: { fileId: string; patientId: string },
  entryId: string,
) {
  await here.feed.write(async ({ tx }) => {
    const facts = [
      sql`observations (entry_id, position, patient_id, code, code_system, label, value_text, status, observed_at)
          values (${entryId}, 1, ${file.patientId}, '718-7', 'loinc', 'Hémoglobine', '12', 'final', now())`,
      sql`filings (entry_id, establishment_id, unique_id, digest)
          values (${entryId}, ${here.hospital.id}, 'témoin', 'd')`,
      sql`conditions (entry_id, category) values (${entryId}, 'cancer')`,
      sql`treatments (entry_id, category, state) values (${entryId}, 'surgery', 'completed')`,
      sql`allergies (entry_id, substance) values (${entryId}, 'témoin')`,
      sql`biomarkers (entry_id, marker, result) values (${entryId}, 'HER2', 'negative')`,
      sql`notes (entry_id, body, signed_at) values (${entryId}, 'témoin', now())`,
      sql`appointments (entry_id, establishment_id, appointment_number, state, starts_at)
          values (${entryId}, ${here.hospital.id}, 'R-témoin', 'booked', now())`,
      sql`care_units (establishment_id, code, label) values (${here.hospital.id}, 'témoin', 'Unité témoin')`,
      sql`unit_members (establishment_id, unit_id, person_id)
          select establishment_id, id, ${here.doctor.personId} from care_units where code = 'témoin'`,
      sql`care_teams (establishment_id, name) values (${here.hospital.id}, 'témoin')`,
      sql`team_members (establishment_id, team_id, person_id)
          select establishment_id, id, ${here.doctor.personId} from care_teams where name = 'témoin'`,
      sql`file_consents (file_id, patient_id, establishment_id)
          values (${file.fileId}, ${file.patientId}, ${here.hospital.id})`,
    ]
    for (const fact of facts) await tx.execute(sql`insert into ${fact}`)
  })
  await database.owner.execute(sql`
    with c as (insert into charters (region_id, number, text_fr, text_en)
      values (${here.regionId}, 1, 'témoin', 'témoin') returning region_id, id)
    insert into charter_acceptances (region_id, charter_id, person_id)
    select region_id, id, ${here.doctor.personId} from c`)
  await database.owner.execute(sql`
    insert into notices (region_id, person_id, patient_id, entry_id, reason)
    values (${here.regionId}, ${here.doctor.personId}, ${file.patientId}, ${entryId}, 'replaced')`)
  await here.doctor.ctx.write(({ tx }) =>
    tx.execute(sql`
      insert into notification_settings (person_id, digest_hour, digest_days)
      values (${here.doctor.personId}, 7, '{1}')`),
  )
  await here.doctor.ctx.write(({ tx }) =>
    tx.execute(sql`
      insert into patient_choices (file_id, patient_id, establishment_id, purpose, stance, how, said_on, recorded_by)
      values (${file.fileId}, ${file.patientId}, ${here.hospital.id}, 'research', 'opposed', 'oral', current_date,
        ${here.doctor.personId})`),
  )
  await database.owner.execute(sql`
    insert into unusual_accesses (region_id, establishment_id, person_id, patient_id, rule, score, first_at, last_at)
    values (${here.regionId}, ${here.hospital.id}, ${here.doctor.personId}, ${file.patientId}, 'colleague', 60, now(), now())`)
  await database.owner.execute(sql`
    with relation as (
      insert into care_relations (region_id, patient_id, grantee_id, grantee_kind, basis, ends_at)
      values (${here.regionId}, ${file.patientId}, ${here.nurse.personId}, 'person', 'break_glass', now())
      returning id)
    insert into break_glass_accesses (region_id, establishment_id, person_id, patient_id, relation_id, category, reason,
      found_by, ends_at, review_due_at)
    select ${here.regionId}, ${here.hospital.id}, ${here.nurse.personId}, ${file.patientId}, id, 'other', 'témoin', 'ins',
      now(), now() from relation`)
  await database.owner.execute(sql`
    insert into entry_moves (region_id, establishment_id, entry_id, from_patient_id, to_patient_id, moved_by, reason)
    values (${here.regionId}, ${here.hospital.id}, ${entryId}, ${file.patientId}, ${file.patientId},
      ${here.doctor.personId}, 'témoin')`)
  await database.owner.execute(sql`
    insert into identity_decisions (region_id, establishment_id, kind, from_patient_id, to_patient_id, reason)
    values (${here.regionId}, ${here.hospital.id}, 'keep_apart', ${file.patientId}, ${file.patientId}, 'témoin')`)
  await database.owner.execute(sql`
    insert into relation_questions (region_id, establishment_id, file_id, patient_id, kind, basis)
    values (${here.regionId}, ${here.hospital.id}, ${file.fileId}, ${file.patientId}, 'proposed', 'care_circle')`)
  await database.owner.execute(sql`
    insert into relation_settings (region_id, establishment_id, gp_change_delay_days)
    values (${here.regionId}, ${here.hospital.id}, 7)`)
  await arrangeReferral(here, file.patientId)
  await database.owner.execute(sql`
    insert into delegations (region_id, establishment_id, doctor_id, deputy_id, kind, reads, starts_at, ends_at)
    values (${here.regionId}, ${here.practice.id}, ${here.gp.personId}, ${here.doctor.personId}, 'locum', 'all',
      now() - interval '2 days', now() - interval '1 day')`)
  await database.owner.execute(sql`
    insert into former_local_ids (region_id, establishment_id, local_id, file_id, kind)
    values (${here.regionId}, ${here.hospital.id}, 'témoin', ${file.fileId}, 'changed')`)
}

/** A request of the GP to a service of the hospital in which the nurse works, and nobody else. */
async function arrangeReferral(here: Awaited<ReturnType<typeof aHospitalWithGp>>, patientId: string) {
  await database.owner.execute(sql`
    with service as (
      insert into referral_services (region_id, establishment_id, name)
      values (${here.regionId}, ${here.hospital.id}, 'témoin') returning region_id, id, establishment_id),
    member as (
      insert into referral_members (region_id, service_id, person_id, establishment_id)
      select region_id, id, ${here.nurse.personId}, establishment_id from service),
    referral as (
      insert into referrals (region_id, patient_id, asked_by, asker_establishment_id, asker_name, service_id,
        establishment_id, state, sent_at, due_at)
      select region_id, ${patientId}, ${here.gp.personId}, ${here.practice.id}, 'témoin', id, establishment_id, 'sent',
        now(), now() from service returning region_id, id, establishment_id),
    document as (
      insert into referral_documents (region_id, referral_id, title, occurred_at, media_type, byte_length, sha256, blob_key)
      select region_id, id, 'témoin', now(), 'text/plain', 1, 's', 'k' from referral)
    insert into referral_acts (region_id, referral_id, act, at, person_id, establishment_id)
    select region_id, id, 'send', now(), ${here.gp.personId}, establishment_id from referral`)
}

/** What surrounds an interface, and what its feed said last. */
async function arrangeInterface(
  tx: Tx,
  { hospital, technician }: Awaited<ReturnType<typeof aHospitalWithGp>>,
  connectionId: string,
  entryId: string,
) {
  const of = sql`${connectionId}, ${hospital.id}`
  const rows = [
    sql`exchange_settings (establishment_id) values (${hospital.id})`,
    sql`connection_tokens (connection_id, establishment_id, label, token_hash, hint, created_by)
        values (${of}, 'témoin', 'témoin', 'moin', ${technician.personId})`,
    sql`connection_flags (connection_id, establishment_id, code, last_control_id) values (${of}, 'témoin', 'C')`,
    sql`code_mappings (connection_id, establishment_id, kind, local_code) values (${of}, 'unit', 'témoin')`,
    sql`connection_loads (connection_id, establishment_id, fingerprint, files, kilobytes)
        values (${of}, 'témoin', 1, 1)`,
    sql`feed_subjects (establishment_id, kind, number, said_at) values (${hospital.id}, 'identity', 'témoin', now())`,
    sql`stay_movements (establishment_id, visit_number, movement_id, meaning, happens_at, said_at)
        values (${hospital.id}, 'V-témoin', 'M', 'admission', now(), now())`,
    sql`outbound_connections (establishment_id, host, port) values (${hospital.id}, 'témoin.invalid', 2575)`,
    sql`outbound_messages (establishment_id, entry_id, control_id) values (${hospital.id}, ${entryId}, 'témoin')`,
    sql`urgent_cards (establishment_id, fever) values (${hospital.id}, 'témoin')`,
  ]
  for (const row of rows) await tx.execute(sql`insert into ${row}`)
}

type Who = (world: World) => Ctx
type Case = {
  /** Which row is looked for. */
  row: (world: World) => ReturnType<typeof sql>
  entitled: Who[]
  nothing: Who[]
}

const doctor: Who = (x) => x.doctor.ctx
const gp: Who = (x) => x.gp.ctx
const technician: Who = (x) => x.technician.ctx
const admin: Who = (x) => x.regionAdmin.ctx
const elsewhere: Who = (x) => x.elsewhere.doctor.ctx
const neighbour: Who = (x) => x.neighbour.ctx
const neighbourTechnician: Who = (x) => x.neighbourTechnician.ctx
const receiver: Who = (x) => x.receiver.ctx
/** Another region, another establishment with its doctor, a technician and an administrator of the own. */
const strangers = [elsewhere, neighbour, technician, admin]

const nurse: Who = (x) => x.nurse.ctx
const secretary: Who = (x) => x.secretary.ctx

const byItsEntry: Case = {
  row: (x) => sql`entry_id = ${x.entry.id}`,
  entitled: [doctor, gp],
  nothing: strangers,
}
const ofTheHouse = (row: Case['row']): Case => ({
  row,
  entitled: [doctor, nurse],
  nothing: [...strangers, gp],
})
/** Names of colleagues, for all who work there. */
const ofTheStaff = (row: Case['row']): Case => ({
  row,
  entitled: [doctor, nurse, (x) => x.establishmentAdmin.ctx],
  nothing: [elsewhere, neighbour, neighbourTechnician, gp],
})
const ofTheInterfaces = (row: Case['row']): Case => ({
  row,
  entitled: [technician],
  nothing: [elsewhere, neighbour, neighbourTechnician, gp],
})
const ofTheDoctor: Case = {
  row: (x) => sql`patient_id = ${x.file.patientId}`,
  entitled: [doctor],
  nothing: [...strangers, gp, nurse],
}

/** The asker and the service, and nobody else of the house. */
const ofTheRequest = (row: Case['row']): Case => ({
  row,
  entitled: [gp, nurse],
  nothing: [...strangers, doctor, secretary, (x) => x.establishmentAdmin.ctx, (x) => x.privacyOfficer.ctx],
})
const ofTheRegion = (row: Case['row']): Case => ({
  row,
  entitled: [gp, nurse, neighbour],
  nothing: [elsewhere],
})

const cases: Record<string, Case> = {
  referral_services: ofTheRegion(() => sql`name = 'témoin'`),
  referral_members: ofTheRegion((x) => sql`person_id = ${x.nurse.personId}`),
  referrals: ofTheRequest(() => sql`asker_name = 'témoin'`),
  referral_documents: ofTheRequest(() => sql`title = 'témoin'`),
  referral_acts: ofTheRequest((x) => sql`person_id = ${x.gp.personId}`),
  filings: byItsEntry,
  observations: byItsEntry,
  conditions: byItsEntry,
  treatments: byItsEntry,
  allergies: byItsEntry,
  biomarkers: byItsEntry,
  notes: byItsEntry,
  appointments: byItsEntry,
  care_units: {
    row: () => sql`code = 'témoin'`,
    entitled: [doctor, nurse, technician],
    nothing: [elsewhere, neighbour, neighbourTechnician, gp],
  },
  exchange_settings: ofTheInterfaces(() => sql`true`),
  connection_tokens: ofTheInterfaces(() => sql`token_hash = 'témoin'`),
  connection_flags: ofTheInterfaces(() => sql`code = 'témoin'`),
  code_mappings: ofTheInterfaces(() => sql`local_code = 'témoin'`),
  connection_loads: ofTheInterfaces(() => sql`fingerprint = 'témoin'`),
  outbound_connections: ofTheInterfaces(() => sql`host = 'témoin.invalid'`),
  outbound_messages: {
    row: () => sql`control_id = 'témoin'`,
    entitled: [technician, doctor, gp],
    nothing: [elsewhere, neighbour, neighbourTechnician, (x) => x.neighbour.ctx],
  },
  urgent_cards: { row: () => sql`fever = 'témoin'`, entitled: [doctor, gp, neighbour], nothing: [elsewhere] },
  feed_subjects: ofTheHouse(() => sql`number = 'témoin'`),
  stay_movements: ofTheHouse(() => sql`visit_number = 'V-témoin'`),
  unit_members: ofTheHouse((x) => sql`person_id = ${x.doctor.personId}`),
  care_teams: ofTheStaff(() => sql`name = 'témoin'`),
  team_members: ofTheStaff((x) => sql`person_id = ${x.doctor.personId}`),
  file_consents: ofTheHouse((x) => sql`file_id = ${x.file.fileId}`),
  entry_moves: ofTheHouse((x) => sql`entry_id = ${x.entry.id}`),
  identity_decisions: ofTheHouse((x) => sql`from_patient_id = ${x.file.patientId}`),
  relation_questions: ofTheHouse((x) => sql`file_id = ${x.file.fileId}`),
  relation_settings: {
    row: () => sql`gp_change_delay_days = 7`,
    entitled: [(x) => x.establishmentAdmin.ctx, secretary],
    nothing: [elsewhere, neighbour, gp],
  },
  delegations: {
    row: (x) => sql`doctor_id = ${x.gp.personId}`,
    entitled: [gp, doctor],
    nothing: [elsewhere, neighbour, nurse, technician, admin],
  },
  former_local_ids: ofTheHouse((x) => sql`file_id = ${x.file.fileId}`),
  unusual_accesses: {
    row: (x) => sql`person_id = ${x.doctor.personId}`,
    entitled: [(x) => x.privacyOfficer.ctx],
    nothing: [
      ...strangers,
      gp,
      doctor,
      nurse,
      (x) => x.elsewhere.privacyOfficer.ctx,
      (x) => x.neighbourOfficer.ctx,
    ],
  },
  patient_choices: {
    row: (x) => sql`patient_id = ${x.file.patientId}`,
    entitled: [doctor, nurse, gp],
    nothing: strangers,
  },
  break_glass_accesses: {
    row: () => sql`reason = 'témoin'`,
    entitled: [nurse, (x) => x.privacyOfficer.ctx],
    nothing: [...strangers, gp, doctor, (x) => x.elsewhere.privacyOfficer.ctx, (x) => x.neighbourOfficer.ctx],
  },
  pinned_patients: ofTheDoctor,
  note_drafts: ofTheDoctor,
  notices: ofTheDoctor,
  notification_settings: { ...ofTheDoctor, row: (x) => sql`person_id = ${x.doctor.personId}` },
  charters: { row: (x) => sql`region_id = ${x.region}`, entitled: [doctor, gp, admin], nothing: [elsewhere] },
  charter_acceptances: {
    row: (x) => sql`person_id = ${x.doctor.personId}`,
    entitled: [doctor, admin],
    nothing: [elsewhere, neighbour, technician, gp],
  },
  regions: { row: (x) => sql`id = ${x.region}`, entitled: [doctor, gp], nothing: [elsewhere] },
  establishments: {
    row: (x) => sql`id = ${x.hospital.id}`,
    entitled: [doctor, gp, admin],
    nothing: [elsewhere],
  },
  people: { row: (x) => sql`id = ${x.doctor.personId}`, entitled: [doctor, gp, admin], nothing: [elsewhere] },
  memberships: {
    row: (x) => sql`id = ${x.doctor.membershipId}`,
    entitled: [doctor, admin],
    nothing: [elsewhere],
  },
  patients: { row: (x) => sql`id = ${x.file.patientId}`, entitled: [doctor, gp], nothing: strangers },
  patient_files: { row: (x) => sql`id = ${x.file.fileId}`, entitled: [doctor], nothing: [...strangers, gp] },
  care_relations: {
    row: (x) => sql`patient_id = ${x.file.patientId}`,
    entitled: [gp],
    nothing: [...strangers, doctor],
  },
  access_tokens: {
    row: (x) => sql`patient_id = ${x.file.patientId}`,
    entitled: [doctor, gp],
    nothing: strangers,
  },
  record_visits: {
    row: (x) => sql`patient_id = ${x.file.patientId}`,
    entitled: [doctor],
    nothing: [...strangers, gp, (x) => x.nurse.ctx],
  },
  record_entries: { row: (x) => sql`id = ${x.entry.id}`, entitled: [doctor, gp], nothing: strangers },
  entry_recipients: {
    row: (x) => sql`entry_id = ${x.entry.id}`,
    entitled: [receiver],
    nothing: strangers,
  },
  entry_provenances: {
    row: (x) => sql`entry_id = ${x.entry.id}`,
    entitled: [doctor, gp],
    nothing: strangers,
  },
  documents: { row: (x) => sql`entry_id = ${x.entry.id}`, entitled: [doctor, gp], nothing: strangers },
  document_texts: { row: (x) => sql`entry_id = ${x.entry.id}`, entitled: [doctor, gp], nothing: strangers },
  stays: { row: (x) => sql`entry_id = ${x.entry.id}`, entitled: [doctor, gp], nothing: strangers },
  identity_reviews: { row: () => sql`true`, entitled: [(x) => x.vigilance.ctx], nothing: [...strangers, gp] },
  connections: {
    row: (x) => sql`id = ${x.connection.id}`,
    entitled: [technician],
    nothing: [elsewhere, neighbour, neighbourTechnician, gp],
  },
  inbound_messages: {
    row: () => sql`control_id = 'témoin'`,
    entitled: [technician],
    nothing: [elsewhere, neighbour, neighbourTechnician, gp],
  },
  outbox: { row: (x) => sql`region_id = ${x.region}`, entitled: [admin], nothing: [elsewhere] },
  audit_entries: {
    row: (x) => sql`patient_id = ${x.file.patientId} and actor_id = ${x.doctor.personId}`,
    entitled: [doctor, (x) => x.privacyOfficer.ctx],
    nothing: [...strangers, gp, (x) => x.neighbourOfficer.ctx],
  },
}

const count = async (ctx: Ctx, table: string, row: ReturnType<typeof sql>) =>
  ctx.read(async (tx) => {
    const found = await tx.execute(sql`select 1 from ${sql.identifier(table)} where ${row} limit 5`)
    return found.length
  })

describe('every table', () => {
  test('that the app can touch has a case here', async () => {
    expect(Object.keys(cases).sort()).toEqual(await touchable(database.owner, 'app_user'))
  })

  test.each(Object.entries(cases))(
    '%s shows its rows to whom it may, and to nobody else',
    async (table, it) => {
      for (const who of it.entitled) expect(await count(who(w), table, it.row(w))).toBeGreaterThan(0)
      for (const who of it.nothing) expect(await count(who(w), table, it.row(w))).toBe(0)
      expect((await database.db.execute(sql`select 1 from ${sql.identifier(table)} limit 1`)).length).toBe(0)
    },
  )
})

describe('writes', () => {
  const insertEntry = (ctx: Ctx, establishmentId: string) =>
    ctx.write(({ tx }) =>
      tx.execute(sql`
        insert into record_entries (id, patient_id, file_id, establishment_id, kind, title, occurred_at, source)
        values (${randomUUID()}, ${w.file.patientId}, ${w.file.fileId}, ${establishmentId}, 'note', 'x', now(), 'person')`),
    )

  test.each([
    [
      'another establishment, as itself',
      () => [neighbour(w), w.neighbour.ctx.actor.establishmentId!] as const,
    ],
    ['another establishment, in the name of the first', () => [neighbour(w), w.hospital.id] as const],
    ['a GP, in the name of the hospital', () => [gp(w), w.hospital.id] as const],
    ['a technician of the hospital', () => [technician(w), w.hospital.id] as const],
    ['another region', () => [elsewhere(w), w.elsewhere.hospital.id] as const],
  ])('an entry in somebody else’s file is refused: %s', async (_, of) => {
    const [ctx, establishmentId] = of()
    await expect(insertEntry(ctx, establishmentId)).rejects.toMatchObject({ cause: { code: '42501' } })
  })

  test.each(['patients', 'care_relations', 'access_tokens', 'entry_recipients', 'identity_reviews'])(
    '%s has no insert for the app: its functions are the way in',
    async (table) => {
      const insert = doctor(w).write(({ tx }) =>
        tx.execute(sql`insert into ${sql.identifier(table)} default values`),
      )
      await expect(insert).rejects.toMatchObject({ cause: { code: '42501' } })
    },
  )

  test.each([
    [
      'designate',
      () => sql`select app.designate(${w.file.patientId}::uuid, ${w.neighbour.personId}::uuid, null)`,
    ],
    ['declare_gp', () => sql`select app.declare_gp(${w.file.fileId}::uuid, ${w.neighbour.rpps})`],
    ['send_entry', () => sql`select app.send_entry(${w.entry.id}::uuid, ${w.hospital.id}::uuid)`],
  ])('app.%s answers "not found" to those who do not hold the file', async (_, statement) => {
    for (const who of [neighbour, elsewhere, technician]) {
      await expect(who(w).write(({ tx }) => tx.execute(statement()))).rejects.toMatchObject({
        code: 'not_found',
      })
    }
  })

  test('only the grantee or who said so ends a relation', async () => {
    const [relation] = await gp(w).read((tx) =>
      tx.execute<{ id: string }>(sql`select id from care_relations where patient_id = ${w.file.patientId}`),
    )
    const end = (who: Who) =>
      who(w).write(({ tx }) =>
        tx.execute(sql`select app.end_relation(${relation!.id}::uuid, 'not_my_patient')`),
      )
    for (const who of [neighbour, elsewhere, admin])
      await expect(end(who)).rejects.toMatchObject({ code: 'not_found' })
    await end(gp)
    expect(await count(gp(w), 'access_tokens', cases.access_tokens!.row(w))).toBe(0)
  })
})

// Last: it leaves the doors of this database open.
describe('the walk', () => {
  test('fails when a door is taken away, and when one is left open', async () => {
    const owner = database.owner
    await owner.execute(sql`alter policy patients_patient_door on patients using (false)`)
    expect(await count(doctor(w), 'patients', cases.patients!.row(w))).toBe(0)
    await owner.execute(sql`alter policy patients_patient_door on patients using (true)`)
    expect(await count(neighbour(w), 'patients', cases.patients!.row(w))).toBe(1)
    await owner.execute(sql`drop policy patients_region_wall on patients`)
    expect(await count(elsewhere(w), 'patients', cases.patients!.row(w))).toBe(1)
  })
})
