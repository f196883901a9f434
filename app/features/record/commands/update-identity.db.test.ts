import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { anIns, aPatientFile, someTraits } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { identityOf, reviewsOf, type TwoHouses, twoHouses } from '#db/test/identity-world.ts'
import { settleTraits } from './decide-identity.server.ts'
import { openFile } from './open-file.server.ts'
import { updateIdentity } from './update-identity.server.ts'

const database = useDatabase()
let w: TwoHouses
beforeAll(async () => {
  w = await twoHouses(database)
})
const fileRow = async (fileId: string) =>
  (
    await database.owner.execute<Record<string, string | null>>(
      sql`select birth_name, birth_place_code, used_name, phone, identity_status from patient_files where id = ${fileId}`,
    )
  )[0]!
const tokensOf = async (patientId: string) =>
  (
    await database.owner.execute<{ token: string }>(
      sql`select distinct token from access_tokens where patient_id = ${patientId}`,
    )
  ).map((row) => row.token)

describe('an identity said anew', () => {
  // API-09
  test('complementary traits always change; what is left out stays, null takes away', async () => {
    const file = await aPatientFile(w.feed, { ...anIns(), identityStatus: 'QUAL', usedName: 'Avant' })
    await updateIdentity(w.feed, { localId: file.localId, usedName: 'Épouse-Neuve', phone: '06 00 00 00 00' })
    expect(await fileRow(file.fileId)).toMatchObject({
      used_name: 'Épouse-Neuve',
      phone: '06 00 00 00 00',
      birth_name: file.traits.birthName,
    })
    expect(await identityOf(database, file.patientId)).toMatchObject({ used_name: 'Épouse-Neuve' })
    expect(await tokensOf(file.patientId)).toContain('neuve')
    await updateIdentity(w.feed, { localId: file.localId, usedName: null })
    expect(await fileRow(file.fileId)).toMatchObject({ used_name: null, phone: '06 00 00 00 00' })
    expect(await tokensOf(file.patientId)).not.toContain('neuve')
  })

  test('strict traits of a provisional file change, and a person who changes them undoes the check of papers', async () => {
    const file = await aPatientFile(w.feed, { identityStatus: 'VALI' })
    const { answer } = await updateIdentity(w.secretary.ctx, { localId: file.localId, birthName: 'Corrigée' })
    expect(answer).toBe('updated')
    expect(await fileRow(file.fileId)).toMatchObject({ birth_name: 'Corrigée', identity_status: 'PROV' })
    expect(await identityOf(database, file.patientId)).toMatchObject({ birth_name: 'Corrigée' })
  })

  test.each(['RECUP', 'QUAL'] as const)(
    'strict traits of a %s file wait for a decision',
    async (identityStatus) => {
      const file = await aPatientFile(w.feed, { ...anIns(), identityStatus })
      const change = {
        localId: file.localId,
        birthName: 'Tout-Autre',
        birthDate: '1954-03-28',
        identityStatus,
      }
      const { answer } = await updateIdentity(w.feed, change)
      expect(answer).toBe('review')
      await updateIdentity(w.feed, change)
      expect(await fileRow(file.fileId)).toMatchObject({
        birth_name: file.traits.birthName,
        identity_status: identityStatus,
      })
      const [review] = await reviewsOf(database, file.fileId)
      expect(review).toMatchObject({ reason: 'strict_trait_changed', state: 'open', occurrences: 2 })

      // Refused, it is not asked again however often the feed says it; something else is.
      await settleTraits(w.vigilance.ctx, { reviewId: review!.id, accept: false, reason: 'Faute de saisie' })
      await updateIdentity(w.feed, change)
      expect(await reviewsOf(database, file.fileId)).toMatchObject([{ state: 'refused', occurrences: 3 }])
      await updateIdentity(w.feed, { ...change, birthName: `Encore-${identityStatus}` })
      expect(await reviewsOf(database, file.fileId)).toMatchObject([{ state: 'open' }])

      await settleTraits(w.vigilance.ctx, {
        reviewId: review!.id,
        accept: true,
        reason: 'Acte de naissance vu',
      })
      expect(await fileRow(file.fileId)).toMatchObject({
        birth_name: `Encore-${identityStatus}`,
        identity_status: identityStatus,
      })
      expect(await reviewsOf(database, file.fileId)).toMatchObject([{ state: 'accepted' }])
      expect(await identityOf(database, file.patientId)).toMatchObject({
        birth_name: `Encore-${identityStatus}`,
      })
    },
  )

  test('accents, capitals and fewer given names are no other traits; what was not known yet is filled in', async () => {
    const file = await aPatientFile(w.feed, {
      ...anIns(),
      identityStatus: 'QUAL',
      birthName: 'Lémery',
      birthPlaceCode: null as never,
    })
    const { answer } = await updateIdentity(w.feed, {
      localId: file.localId,
      birthName: 'LEMERY',
      birthGivenNames: 'CLAIRE',
      birthPlaceCode: '2A004',
    })
    expect(answer).toBe('updated')
    expect(await fileRow(file.fileId)).toMatchObject({ birth_place_code: '2A004' })
  })

  test('the message that takes its change back settles the question', async () => {
    const file = await aPatientFile(w.feed, { ...anIns(), identityStatus: 'QUAL' })
    await updateIdentity(w.feed, { localId: file.localId, firstGivenName: 'Autre' })
    await updateIdentity(w.feed, { localId: file.localId, firstGivenName: file.traits.firstGivenName })
    expect(await reviewsOf(database, file.fileId)).toMatchObject([{ state: 'settled' }])
  })

  // The clinic's A31 never overwrites what the hospital has qualified.
  test('one establishment changes neither the other’s file nor the qualified regional traits', async () => {
    const traits = { ...anIns(), identityStatus: 'QUAL' as const, birthName: 'Deux-Maisons' }
    const mine = await aPatientFile(w.feed, traits)
    const theirs = await aPatientFile(w.clinicFeed, traits)
    expect(theirs.patientId).toBe(mine.patientId)
    await updateIdentity(w.clinicFeed, { localId: theirs.localId, identityStatus: 'PROV' })
    expect(await identityOf(database, mine.patientId)).toMatchObject({ identity_status: 'QUAL' })
    const { answer } = await updateIdentity(w.clinicFeed, { localId: theirs.localId, birthName: 'Une-Autre' })
    expect(answer).toBe('review')
    expect(await fileRow(theirs.fileId)).toMatchObject({ birth_name: 'Une-Autre' })
    expect(await fileRow(mine.fileId)).toMatchObject({ birth_name: 'Deux-Maisons' })
    expect(await identityOf(database, mine.patientId)).toMatchObject({ birth_name: 'Deux-Maisons' })
    const [review] = await reviewsOf(database, theirs.fileId)
    expect(review).toMatchObject({ reason: 'differs_from_regional', state: 'open' })

    // Somebody else after all: the clinic's file gets a patient of its own, the hospital's stays.
    const of = { reviewId: review!.id, accept: false, reason: 'Autre personne' }
    await expect(settleTraits(w.vigilance.ctx, of)).rejects.toMatchObject({ code: 'not_found' })
    await settleTraits(w.clinicVigilance.ctx, of)
    const [after] = await database.owner.execute<{ patient_id: string }>(
      sql`select patient_id from patient_files where id = ${theirs.fileId}`,
    )
    expect(after!.patient_id).not.toBe(mine.patientId)
    expect(await identityOf(database, after!.patient_id)).toMatchObject({ birth_name: 'Une-Autre' })
  })

  test('the regional identity is the most trusted file’s, then the most recent', async () => {
    const ins = anIns()
    const mine = await aPatientFile(w.feed, { ...ins, identityStatus: 'QUAL', usedName: 'Ancien' })
    const theirs = await aPatientFile(w.clinicFeed, { ...mine.traits, usedName: 'Récent' })
    expect(await identityOf(database, mine.patientId)).toMatchObject({ used_name: 'Récent' })
    await updateIdentity(w.clinicFeed, {
      localId: theirs.localId,
      identityStatus: 'VALI',
      usedName: 'Moins sûr',
    })
    expect(await identityOf(database, mine.patientId)).toMatchObject({ used_name: 'Ancien' })
  })

  test('a number proven twice is proven once: the second waits', async () => {
    const ins = anIns()
    const first = await aPatientFile(w.feed, { ...ins, identityStatus: 'QUAL' })
    const second = await aPatientFile(w.clinicFeed)
    const { answer } = await updateIdentity(w.clinicFeed, {
      localId: second.localId,
      ...ins,
      identityStatus: 'QUAL',
    })
    expect(answer).toBe('review')
    expect(await reviewsOf(database, second.fileId)).toMatchObject([
      { reason: 'ins_known_elsewhere', other_patient_id: first.patientId },
    ])
    expect(await identityOf(database, second.patientId)).toMatchObject({ identity_status: 'PROV' })
    expect(await identityOf(database, first.patientId)).toMatchObject({ identity_status: 'QUAL' })
  })

  test('a wrong key is refused in a form and kept from a feed; Corsica has letters', async () => {
    const file = await aPatientFile(w.feed)
    const wrong = { localId: file.localId, insMatricule: '276037510669380', insOid: '1.2.250.1.213.1.4.10' }
    await expect(updateIdentity(w.secretary.ctx, wrong)).rejects.toMatchObject({
      reason: 'record.insKeyWrong',
    })
    await expect(
      openFile(w.secretary.ctx, { ...someTraits(), ...wrong, localId: 'X1' }),
    ).rejects.toMatchObject({
      reason: 'record.insKeyWrong',
    })
    await updateIdentity(w.feed, wrong)
    const corsica = await aPatientFile(w.feed)
    await updateIdentity(w.secretary.ctx, {
      localId: corsica.localId,
      insMatricule: '260122A00401791',
      insOid: '1.2.250.1.213.1.4.10',
    })
  })

  test('a person creates a file with five strict traits, a feed with fewer', async () => {
    const { birthPlaceCode: _, ...four } = someTraits()
    await expect(openFile(w.secretary.ctx, four)).rejects.toMatchObject({
      reason: 'record.strictTraitsMissing',
    })
    await expect(openFile(w.secretary.ctx, { ...someTraits(), sex: 'unknown' })).rejects.toMatchObject({
      reason: 'record.strictTraitsMissing',
    })
    await expect(openFile(w.feed, four)).resolves.toMatchObject({ answer: 'new' })
    await expect(openFile(w.secretary.ctx, someTraits())).resolves.toMatchObject({ answer: 'new' })
  })

  test.each(['technician', 'regionAdmin', 'privacyOfficer'] as const)('the %s may not', async (role) => {
    const file = await aPatientFile(w.feed)
    await expect(updateIdentity(w[role].ctx, { localId: file.localId })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  test('a file of another establishment, or an unknown one, is not found', async () => {
    const file = await aPatientFile(w.feed)
    for (const localId of [file.localId, 'nobody'])
      await expect(updateIdentity(w.clinicFeed, { localId, usedName: 'X' })).rejects.toMatchObject({
        code: 'not_found',
        reason: 'record.fileNotFound',
      })
  })

  test('audit and event share the transaction', async () => {
    const file = await aPatientFile(w.feed)
    await updateIdentity(w.secretary.ctx, { localId: file.localId, phone: '1' })
    const [row] = await database.owner.execute<{ audits: number; events: number }>(sql`
      select (select count(*)::int from audit_entries where action = 'record.file.update'
              and subject = ${`patient_file/${file.fileId}`} and actor_id = ${w.secretary.personId}) as audits,
             (select count(*)::int from outbox where name = 'record.file.changed'
              and payload->>'fileId' = ${file.fileId}) as events`)
    expect(row).toEqual({ audits: 1, events: 2 })
  })
})
