import { openFile } from '#app/features/record/index.server.ts'
import type { Anchor } from './clock.ts'
import { fileKeyOf } from './file-patient.ts'
import { feedOf, type Means } from './means.ts'
import { type DemoPatient, PATIENTS } from './patients.ts'
import { placeOf } from './places.ts'

/** Identities that look like a known one without proof: what identity vigilance finds open in the morning. */
const LOOKALIKES: { of: string; localId: string; as: Partial<DemoPatient> }[] = [
  // Announced at the desk without papers, the same name and day.
  { of: 'p003', localId: 'CTV399001', as: { identityStatus: 'PROV', insMatricule: null, insOid: null } },
  // The INS of somebody else, typed on the wrong file.
  { of: 'p009', localId: 'CTV399002', as: { firstGivenName: 'Mariana', birthGivenNames: 'Mariana' } },
]

export async function makeLookalikes(means: Means, anchor: Anchor, knownFiles: ReadonlySet<string>) {
  for (const { of, localId, as } of LOOKALIKES) {
    if (knownFiles.has(fileKeyOf(placeOf.centre.id, localId))) continue
    const patient = PATIENTS.find((p) => p.key === of)!
    const { gp: _, phone: __, address: ___, ...traits } = patient
    await openFile(feedOf(means, 'centre', anchor), { ...traits, ...as, localId })
  }
}
