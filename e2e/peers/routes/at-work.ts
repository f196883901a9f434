import { randomUUID } from 'node:crypto'
import { createToken } from '#app/features/exchange/commands/keep-tokens.server.ts'
import { mergePatients } from '#app/features/record/commands/decide-identity.server.ts'
import { delegate } from '#app/features/record/commands/delegate.server.ts'
import { designate } from '#app/features/record/commands/designate.server.ts'
import { receiveUpload } from '#app/features/record/commands/receive-upload.server.ts'
import { writeNote } from '#app/features/record/commands/write-note.server.ts'
import type { BlobStore } from '#app/kernel/blobs.server.ts'
import {
  aConnection,
  type aHospitalWithGp,
  aMember,
  anEstablishment,
  aPatientFile,
  aRegion,
} from '#db/test/factories.ts'
import type { TestDatabase } from '#db/test/harness.ts'

type Here = Awaited<ReturnType<typeof aHospitalWithGp>>
type Of = {
  patientId: string
  connectionId: string
  secret: string
  blobs: BlobStore
  neighbourId: string
  there: Here
}

/** What people at work have begun and may take back or go on with: notes, uploads, units, deputies, decisions. */
export async function atWork(database: TestDatabase, here: Here, of: Of) {
  const { regionId, doctor, secretary } = here
  const at = { regionId, establishmentId: here.hospital.id }
  const one = async (sql: string) => (await database.owner.execute<{ id: string }>(sql))[0]!.id

  const bytes = (async function* () {
    yield Buffer.from('Ordonnance apportée')
  })()
  const scanner = async () => ({ isClean: true }) as const
  const upload = await receiveUpload(doctor.ctx, of.patientId, bytes, {
    blobs: of.blobs,
    scanner,
    maxBytes: 1_000_000,
    secret: of.secret,
  })
  const note = await writeNote(doctor.ctx, of.patientId, {
    intent: 'sign',
    title: 'Avis',
    body: 'Rien à signaler',
  })
  await database.owner.execute(
    `insert into care_units (region_id, establishment_id, code, label) values ('${regionId}', '${here.hospital.id}', 'ONCO', 'Oncologie')`,
  )
  const [gone, kept] = [await aPatientFile(here.feed), await aPatientFile(here.feed)]
  const merge = await mergePatients(here.vigilance.ctx, {
    fromPatientId: gone.patientId,
    toPatientId: kept.patientId,
    reason: 'Pièces comparées',
  })

  // A doctor of the town whom the patient named, one who will say "not my patient", and a deputy.
  const town = await anEstablishment(database, regionId, { kind: 'practice', name: 'Cabinet du marché' })
  const inTown = { regionId, establishmentId: town.id, role: 'doctor' } as const
  const named = await aMember(database, inTown)
  const leaving = await aMember(database, inTown)
  const { relationId } = await designate(doctor.ctx, { patientId: of.patientId, personId: named.personId })
  await designate(doctor.ctx, { patientId: of.patientId, personId: leaving.personId })
  const day = (inDays: number) => new Date(Date.now() + inDays * 86_400_000).toISOString().slice(0, 10)
  const secretaryNow = { doctorId: doctor.personId, deputyId: secretary.personId, kind: 'secretary' } as const
  const { delegationId } = await delegate(doctor.ctx, {
    ...secretaryNow,
    reads: 'all',
    from: day(20),
    until: day(30),
  })

  const colleague = await aMember(database, { ...at, role: 'doctor' })
  const locum = await aMember(database, { ...at, role: 'doctor' })
  const secondPlace = await one(`insert into memberships (region_id, person_id, establishment_id, role)
    values ('${regionId}', '${locum.personId}', '${town.id}', 'doctor') returning id`)
  const departing = await aMember(database, { ...at, role: 'secretary' })
  const lostAll = await aMember(database, { ...at, role: 'establishment_admin' })
  const lostPhone = await aMember(database, { ...at, role: 'secretary' })
  const resetId =
    await one(`insert into second_factor_resets (region_id, establishment_id, person_id, requested_by, expires_at)
    values ('${regionId}', '${here.hospital.id}', '${lostAll.personId}', '${here.establishmentAdmin.personId}',
      now() + interval '1 day') returning id`)

  const [parked] = await database.owner.execute<{ seq: string }>(`
    insert into outbox (region_id, request_id, name, payload, attempts, parked_at)
    values ('${regionId}', 'walk', 'record.circle.changed', '{}', 10, now()) returning seq`)
  const token = async (label: string) =>
    (await createToken(here.technician.ctx, { connectionId: of.connectionId, label })).token
  const tokens = {
    good: await token('Serveur'),
    revoked: await token('Ancien serveur'),
    neighbour: await tokenOf(database, regionId, of.neighbourId),
    elsewhere: await tokenOf(database, of.there.regionId, of.there.hospital.id),
  }
  await token('Serveur de trop')
  await database.owner.execute(
    `update connection_tokens set revoked_at = now() where label = 'Ancien serveur'`,
  )
  const tokenId = await one(`select id from connection_tokens where label = 'Serveur de trop'`)

  return {
    upload: upload.token,
    noteId: note.entryId!,
    decisionId: merge.decisionId,
    relationId,
    delegationId,
    day,
    secondPlace,
    departing,
    lostPhone,
    lostAll,
    resetId,
    parked: parked!.seq,
    tokens,
    tokenId,
    people: { colleague, named, leaving, locum },
    ...(await charters(database)),
  }
}

/** Another house's own feed over HTTPS. */
async function tokenOf(database: TestDatabase, regionId: string, establishmentId: string) {
  const technician = await aMember(database, { regionId, establishmentId, role: 'interface_technician' })
  const { id } = await aConnection(database, regionId, establishmentId)
  return (await createToken(technician.ctx, { connectionId: id, label: 'Serveur d’à côté' })).token
}

/** Two more regions: one whose charter waits to be accepted, one that is about to publish its first. */
async function charters(database: TestDatabase) {
  const asking = await aRegion(database)
  const house = await anEstablishment(database, asking.id)
  const undertaking = await aMember(database, {
    regionId: asking.id,
    establishmentId: house.id,
    role: 'doctor',
  })
  const charterId = randomUUID()
  await database.owner.execute(`insert into charters (id, region_id, number, text_fr, text_en)
    values ('${charterId}', '${asking.id}', 1, 'Je m’engage à la Clause-Quetzal de cette région.', 'I undertake it.')`)
  const silent = await aRegion(database)
  const office = await anEstablishment(database, silent.id)
  const publishing = await aMember(database, {
    regionId: silent.id,
    establishmentId: office.id,
    role: 'region_admin',
  })
  return { charterId, undertaking, publishing, silentRegionId: silent.id }
}
