import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { anMdm, aPdf } from '#app/features/exchange/formats/hl7v2/factories.ts'
import { drainStream, receiveMessage } from '#app/features/exchange/index.server.ts'
import { mutePatient } from '#app/features/messaging/commands/save-settings.server.ts'
import { breakGlass } from '#app/features/oversight/commands/break-glass.server.ts'
import { fileDocument, fileResult, foundTeam } from '#app/features/record/index.server.ts'
import { folderStore } from '#app/kernel/blobs.server.ts'
import { deriveKey } from '#app/kernel/secrets.server.ts'
import {
  aConnection,
  aGpRelation,
  aHospitalWithGp,
  aMember,
  anEstablishment,
  aPatientFile,
} from '#db/test/factories.ts'
import type { TestDatabase } from '#db/test/harness.ts'
import { aSignIn } from '../fixtures/sign-in.ts'
import { atWork } from './routes/at-work.ts'
import { referralsOf } from './routes/referral-world.ts'
import { aDoor, aSupportCode, hashedOnce, spareThings, waysIn } from './routes/ways-in.ts'

/** In every name and text of one patient here: who finds it has seen them. */
export const WITNESS = 'Quetzalcoatlus'
export type RouteWorld = Awaited<ReturnType<typeof aRouteWorld>>
export type Who =
  | 'doctor'
  | 'colleague'
  | 'nurse'
  | 'secretary'
  | 'gp'
  | 'technician'
  | 'vigilance'
  | 'regionAdmin'
  | 'establishmentAdmin'
  | 'officer'
  | 'elsewhere'
  | 'neighbour'
  | 'elsewhereAdmin'
  /** Whom the patient named, who is about to say "not my patient", and who broke the glass. */
  | 'named'
  | 'leaving'
  | 'breaker'
  /** Works in two places and has chosen none. */
  | 'locum'
  /** In regions of their own: a charter waits for one, the other is about to publish one. */
  | 'undertaking'
  | 'publishing'
  /** Sees as somebody who gave a code. */
  | 'support'
  /** Not signed in. */
  | 'nobody'

/** Two regions; in one a hospital, its neighbour and its GP, with something of everything that a route shows. */
export async function aRouteWorld(
  database: TestDatabase,
  { data, secret }: { data: string; secret: string },
) {
  const here = await aHospitalWithGp(database)
  const there = await aHospitalWithGp(database)
  const next = await anEstablishment(database, here.regionId, { name: 'Clinique voisine' })
  await anEstablishment(database, here.regionId, { name: 'Hôpital du bout' })
  const neighbour = await aMember(database, {
    regionId: here.regionId,
    establishmentId: next.id,
    role: 'doctor',
  })
  const file = await aPatientFile(here.feed, { birthName: WITNESS, localId: 'IPP-WITNESS' })
  await aGpRelation(here.feed, file.fileId, here.gp.rpps)
  const blobs = folderStore(join(data, 'blobs'))
  const { entryId } = await fileDocument(here.feed, {
    fileId: file.fileId,
    title: `Lettre ${WITNESS}`,
    occurredAt: new Date('2026-03-02T09:00:00Z'),
    mediaType: 'text/plain',
    blob: await blobs.put(here.regionId, Buffer.from(`contenu ${WITNESS}`)),
    channel: 'hl7v2',
    receivedAt: new Date(),
  })
  await fileResult(here.feed, {
    fileId: file.fileId,
    uniqueId: 'LAB',
    title: 'Numération',
    occurredAt: new Date('2026-03-02T09:00:00Z'),
    observations: [{ code: 'W-1', codeSystem: 'local', label: WITNESS, valueNumber: 1, valueText: '1' }],
    channel: 'hl7v2',
    receivedAt: new Date(),
  })
  await database.owner.execute(`insert into notices (region_id, person_id, patient_id, entry_id, reason)
    values ('${here.regionId}', '${here.doctor.personId}', '${file.patientId}', '${entryId}', 'withdrawn')`)
  const [news] = await database.owner.execute<{ id: string }>(`
    insert into notices (region_id, person_id, patient_id, entry_id, reason)
    values ('${here.regionId}', '${here.nurse.personId}', '${file.patientId}', '${entryId}', 'document')
    returning id`)
  await mutePatient(here.doctor.ctx, { patientId: file.patientId, isMuted: true })
  const lookalike = await aPatientFile(here.feed, { birthName: WITNESS, localId: 'IPP-LIKE' })
  const [review] = await database.owner.execute<{ id: string }>(
    `select id from identity_reviews where file_id = '${lookalike.fileId}'`,
  )
  const [question] = await database.owner.execute<{ id: string }>(`
    insert into relation_questions (region_id, establishment_id, file_id, patient_id, kind, basis)
    values ('${here.regionId}', '${here.hospital.id}', '${file.fileId}', '${file.patientId}', 'proposed', 'care_circle')
    returning id`)
  const { teamId } = await foundTeam(here.doctor.ctx, { name: `Équipe ${WITNESS}` })
  const connection = await aConnection(database, here.regionId, here.hospital.id)
  await database.owner.execute(`insert into urgent_cards (region_id, establishment_id, fever)
    values ('${here.regionId}', '${here.hospital.id}', 'Consigne ${WITNESS}')`)
  await database.owner.execute(`insert into outbound_connections (region_id, establishment_id, host, port, uses_tls)
    values ('${here.regionId}', '${here.hospital.id}', 'witness.invalid', 2575, false)`)
  const store = { blobs, key: deriveKey(secret, 'exchange.messages') }
  const message = anMdm({
    person: { ipp: 'UNKNOWN' },
    controlId: 'WITNESS-MSG',
    documentId: ['1.2.3'],
    content: aPdf(),
  })
  await receiveMessage(here.feed, { connectionId: connection.id, bytes: message }, store)
  const [row] = await database.owner.execute<{ id: string; stream: string }>(
    `select id, stream from inbound_messages`,
  )
  await drainStream(here.feed, { connectionId: connection.id, stream: row!.stream }, store)

  const agency = await anEstablishment(database, here.regionId, { kind: 'coordination', name: 'Agence' })
  const inAgency = { regionId: here.regionId, establishmentId: agency.id }
  const officer = await aMember(database, { ...inAgency, role: 'privacy_officer' })
  // Somebody whom nobody else is, so that the glass they broke opens nothing to those who are asked below.
  const breaker = await aMember(database, {
    regionId: here.regionId,
    establishmentId: next.id,
    role: 'doctor',
  })
  const why = { category: 'vital_emergency', reason: `Urgence pour ${WITNESS}` } as const
  const where = { by: 'local_id', establishmentId: here.hospital.id, localId: 'IPP-WITNESS' } as const
  await breakGlass(breaker.ctx, { ...where, ...why })
  const [glass] = await database.owner.execute<{ id: string }>(`select id from break_glass_accesses`)
  await here.doctor.ctx.readPatient(file.patientId, 'care', async () => null)
  const [unusual] = await database.owner.execute<{ id: string }>(`
    insert into unusual_accesses (region_id, establishment_id, person_id, patient_id, rule, score, first_at, last_at)
    values ('${here.regionId}', '${here.hospital.id}', '${here.doctor.personId}', '${file.patientId}', 'colleague', 60,
      now(), now()) returning id`)

  const referrals = await referralsOf(database, here, { patientId: file.patientId, blobs, witness: WITNESS })
  const door = aDoor(database, secret)
  const passwordHash = await hashedOnce()
  const ways = await waysIn(database, door, here, passwordHash)
  const work = await atWork(database, here, {
    patientId: file.patientId,
    connectionId: connection.id,
    secret,
    blobs,
    neighbourId: next.id,
    there,
  })
  const support = await aMember(database, { ...inAgency, role: 'support' })
  const people: Record<Exclude<Who, 'nobody'>, string> = {
    support: support.personId,
    doctor: here.doctor.personId,
    nurse: here.nurse.personId,
    secretary: here.secretary.personId,
    colleague: work.people.colleague.personId,
    named: work.people.named.personId,
    leaving: work.people.leaving.personId,
    locum: work.people.locum.personId,
    breaker: breaker.personId,
    undertaking: work.undertaking.personId,
    publishing: work.publishing.personId,
    gp: here.gp.personId,
    technician: here.technician.personId,
    vigilance: here.vigilance.personId,
    regionAdmin: here.regionAdmin.personId,
    establishmentAdmin: here.establishmentAdmin.personId,
    officer: officer.personId,
    elsewhere: there.doctor.personId,
    elsewhereAdmin: there.regionAdmin.personId,
    neighbour: neighbour.personId,
  }
  const cookies = {} as Record<Who, string>
  for (const [who, personId] of Object.entries(people))
    cookies[who as Who] = (await aSignIn(database.identityDb, secret, personId, { passwordHash })).header
  cookies.nobody = ''
  for (const { personId } of [work.lostAll, work.lostPhone])
    await aSignIn(database.identityDb, secret, personId, { totpSecret: randomBytes(20) })
  return {
    here,
    cookies,
    waysIn: ways,
    supportCode: await aSupportCode(door, cookies.secretary),
    atWork: work,
    spare: await spareThings(database, door, here.doctor.personId),
    patientId: file.patientId,
    noticeId: news!.id,
    reviewId: review!.id,
    lookalike,
    accessId: glass!.id,
    unusualId: unusual!.id,
    questionId: question!.id,
    teamId,
    referrals,
    entryId,
    messageId: row!.id,
    connectionId: connection.id,
  }
}
