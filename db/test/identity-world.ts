import { sql } from 'drizzle-orm'
import { aHospitalWithGp, aMember, anEstablishment, anIns, aPatientFile, systemCtx } from './factories.ts'
import type { TestDatabase } from './harness.ts'

// Arrangement for the tests of identity vigilance: two establishments with a feed and a vigilance each.

export async function twoHouses(t: TestDatabase) {
  const here = await aHospitalWithGp(t)
  const clinic = await anEstablishment(t, here.regionId, { kind: 'clinic', name: 'Clinique voisine' })
  const at = { regionId: here.regionId, establishmentId: clinic.id }
  return {
    ...here,
    clinic,
    clinicFeed: systemCtx(t, here.regionId, clinic.id),
    clinicDoctor: await aMember(t, { ...at, role: 'doctor' }),
    clinicVigilance: await aMember(t, { ...at, role: 'identity_vigilance' }),
  }
}
export type TwoHouses = Awaited<ReturnType<typeof twoHouses>>

/** A qualified patient of the hospital, and one announced without proof by the same name and day. */
export async function aLookalike(t: TestDatabase, w: TwoHouses, feed = w.feed) {
  const known = await aPatientFile(w.feed, { ...anIns(), identityStatus: 'QUAL' })
  const { insMatricule: _, insOid: __, localId: ___, ...traits } = known.traits
  const file = await aPatientFile(feed, { ...traits, identityStatus: 'PROV' })
  return { known, file, reviewId: (await reviewsOf(t, file.fileId))[0]!.id }
}

export const reviewsOf = (t: TestDatabase, fileId: string) =>
  t.owner.execute<{
    id: string
    reason: string
    state: string
    occurrences: number
    other_patient_id: string | null
  }>(
    sql`select id, reason, state, occurrences, other_patient_id from identity_reviews where file_id = ${fileId} order by created_at`,
  )

export const identityOf = async (t: TestDatabase, patientId: string) => {
  const [row] = await t.owner.execute<{
    birth_name: string
    identity_status: string
    ins_matricule: string | null
    used_name: string | null
    merged_into: string | null
    allergy_state: string
  }>(sql`select birth_name, identity_status, ins_matricule, used_name, merged_into, allergy_state
         from patients where id = ${patientId}`)
  return row!
}

export const patientOfFile = async (t: TestDatabase, fileId: string) => {
  const [row] = await t.owner.execute<{ patient_id: string }>(
    sql`select patient_id from patient_files where id = ${fileId}`,
  )
  return row?.patient_id
}
