import { sql } from 'drizzle-orm'
import { fileKeyOf, filePatient } from './file-patient.ts'
import { fillInbox } from './fill-inbox.ts'
import { makeLookalikes } from './make-lookalikes.ts'
import { makeRegion } from './make-region.ts'
import { type DemoAccount, makeStaff } from './make-staff.ts'
import { eachOf, type Means } from './means.ts'
import { PATIENTS } from './patients.ts'
import { REGION } from './places.ts'
import { designateSpecialists, rememberVisits, settle } from './settle.ts'

/** The chosen ones come first and in order: of two homonyms one is known before the other. */
const IN_ORDER = 12
const AT_ONCE = 4

/**
 * The demonstration region, by the commands of the product and as its own roles. Every part finds what it wrote
 * before, so that a run goes on where another was cut off, and a run too many changes nothing.
 */
export async function seedDemonstration(means: Means): Promise<DemoAccount[]> {
  const anchor = await makeRegion(means)
  const { ids, accounts } = await makeStaff(means)
  const around = { staff: ids, knownFiles: await knownFiles(means) }
  for (const patient of PATIENTS.slice(0, IN_ORDER)) await filePatient(means, anchor, patient, around)
  await eachOf(PATIENTS.slice(IN_ORDER), AT_ONCE, (patient) => filePatient(means, anchor, patient, around))
  await makeLookalikes(means, anchor, around.knownFiles)
  await designateSpecialists(means, anchor, ids)
  await fillInbox(means, anchor)
  await settle(means, anchor)
  await rememberVisits(means, anchor, ids)
  return accounts
}

async function knownFiles({ owner }: Means): Promise<ReadonlySet<string>> {
  const rows = await owner.execute<{ establishment_id: string; local_id: string }>(
    sql`select establishment_id, local_id from patient_files where region_id = ${REGION.id}::uuid`,
  )
  return new Set(rows.map((row) => fileKeyOf(row.establishment_id, row.local_id)))
}
