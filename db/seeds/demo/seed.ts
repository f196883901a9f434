import { sql } from 'drizzle-orm'
import { fillCareCircles } from './care-circles.ts'
import { fileKeyOf, filePatient } from './file-patient.ts'
import { fillInbox } from './fill-inbox.ts'
import { fillOversight } from './fill-oversight.ts'
import { fillReferrals } from './fill-referrals.ts'
import { makeCharter } from './make-charter.ts'
import { makeLookalikes } from './make-lookalikes.ts'
import { makeRegion } from './make-region.ts'

import { type DemoAccount, makeStaff } from './make-staff.ts'
import { makeTeams } from './make-teams.ts'
import { eachOf, type Means } from './means.ts'
import { meetCorrespondents } from './meet-correspondents.ts'
import { type DemoPatient, PATIENTS } from './patients.ts'
import { REGION } from './places.ts'
import { registerDemoSoftware } from './register-software.ts'
import { designateSpecialists, rememberVisits, settle } from './settle.ts'
import { writeFacts } from './write-facts.ts'
import { writeNotes } from './write-notes.ts'

/** Of two homonyms one is known before the other. */
const FIRST = 'p005'
const AT_ONCE = 6

/**
 * The demonstration region, by the commands of the product and as its own roles. Every part finds what it wrote
 * before, so that a run goes on where another was cut off, and a run too many changes nothing.
 */
export async function seedDemonstration(
  means: Means,
  patients: readonly DemoPatient[] = PATIENTS,
): Promise<DemoAccount[]> {
  const anchor = await makeRegion(means)
  const { ids, accounts } = await makeStaff(means)
  await makeCharter(means)
  const around = { staff: ids, knownFiles: await knownFiles(means) }
  const isFirst = ({ key }: DemoPatient) => key === FIRST
  for (const some of [patients.filter(isFirst), patients.filter((patient) => !isFirst(patient))])
    await eachOf(some, AT_ONCE, (patient) => filePatient(means, anchor, patient, around))
  await makeLookalikes(means, anchor, around.knownFiles, ids)
  await designateSpecialists(means, anchor, ids)
  await fillCareCircles(means, anchor, ids)
  await fillInbox(means, anchor)
  await makeTeams(means, anchor, ids)
  await writeNotes(means, anchor, ids)
  await writeFacts(means, anchor, ids)
  await meetCorrespondents(means, anchor, ids)
  await fillReferrals(means, anchor, ids)
  await fillOversight(means, anchor, ids)
  await registerDemoSoftware(means, anchor, ids)
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
