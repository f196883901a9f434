import { sql } from 'drizzle-orm'
import { attachFile, openFile, updateIdentity } from '#app/features/record/index.server.ts'
import type { Anchor } from './clock.ts'
import { fileKeyOf, localIdOf } from './file-patient.ts'
import { feedOf, type Means, staffCtx } from './means.ts'
import { type DemoPatient, PATIENTS } from './patients.ts'
import { placeOf, REGION } from './places.ts'
import type { StaffKey } from './staff.ts'

/** Identities that look like a known one without proof: what identity vigilance finds open in the morning. */
const LOOKALIKES: { of: string; localId: string; as: Partial<DemoPatient>; isDecided?: boolean }[] = [
  // Announced at the desk without papers, the same name and day.
  { of: 'p003', localId: 'CTV399001', as: { identityStatus: 'PROV', insMatricule: null, insOid: null } },
  // The INS of somebody else, typed on the wrong file.
  { of: 'p009', localId: 'CTV399002', as: { firstGivenName: 'Mariana', birthGivenNames: 'Mariana' } },
  // Decided last week: the same person, who came to the emergency ward without papers. It can be undone.
  {
    of: 'p012',
    localId: 'CTV399003',
    as: { identityStatus: 'PROV', insMatricule: null, insOid: null },
    isDecided: true,
  },
]

/** The admission office sends her married name as the one she was born with; the identity is qualified. */
const RENAMED = 'p011'

type Ids = Record<StaffKey, string>

export async function makeLookalikes(
  means: Means,
  anchor: Anchor,
  knownFiles: ReadonlySet<string>,
  ids: Ids,
) {
  const vigilance = staffCtx(means, { key: 'pruvost', personId: ids.pruvost }, anchor)
  const feed = feedOf(means, 'centre', anchor)
  for (const { of, localId, as, isDecided } of LOOKALIKES) {
    if (knownFiles.has(fileKeyOf(placeOf.centre.id, localId))) continue
    const { gp: _, phone: __, address: ___, ...traits } = patientOf(of)
    const { fileId } = await openFile(feed, { ...traits, ...as, localId })
    if (isDecided) {
      const [review] = await means.owner.execute<{ id: string }>(sql`
        select id from identity_reviews where region_id = ${REGION.id}::uuid and file_id = ${fileId}::uuid`)
      await attachFile(vigilance, {
        reviewId: review!.id,
        reason: 'Carte d’identité présentée après les soins, photo et signature concordantes',
      })
    }
  }
  const renamed = patientOf(RENAMED)
  const localId = localIdOf(placeOf.centre, renamed)
  const isFirstRun = !knownFiles.has(fileKeyOf(placeOf.centre.id, localId))
  if (isFirstRun)
    await updateIdentity(feed, {
      localId,
      birthName: renamed.usedName ?? 'DELAUNAY',
      identityStatus: renamed.identityStatus,
    })
}

const patientOf = (key: string) => PATIENTS.find((p) => p.key === key)!
