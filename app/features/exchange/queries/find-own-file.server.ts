import { and, eq, sql } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { patientFiles, patients } from '#db/schema/record.ts'
import { formerLocalIds } from '#db/schema/vigilance.ts'
import type { Tx } from '#db/scope.ts'
import type { PatientIdentity } from '../formats/hl7v2/intents.ts'

type Found = { fileId: string; patientId: string }

/**
 * The establishment's own file of whom a document is about: by local id, else by a qualified INS. Birth name,
 * birth date and sex of the message must not contradict it: a document on the wrong patient is worse than one
 * that waits. Throws `not_found` when the patient is not known here yet, `conflict` when the traits differ.
 */
export async function findOwnFile(tx: Tx, identity: PatientIdentity, localId: string | null): Promise<Found> {
  const columns = columnsFor(identity)
  const rows = localId
    ? await tx.select(columns).from(patientFiles).where(eq(patientFiles.localId, localId)).limit(2)
    : identity.ins
      ? await tx
          .select(columns)
          .from(patients)
          .innerJoin(
            patientFiles,
            and(eq(patientFiles.regionId, patients.regionId), eq(patientFiles.patientId, patients.id)),
          )
          .where(
            and(
              eq(patients.insMatricule, identity.ins.matricule),
              eq(patients.insOid, identity.ins.oid),
              eq(patients.identityStatus, 'QUAL'),
            ),
          )
          .limit(2)
      : []
  const [found] = rows.length === 0 && localId ? await byFormerId(tx, localId, columns) : rows
  if (!found) throw new DomainError('not_found', 'exchange.patientUnknown')
  if (!found.isSame) throw new DomainError('conflict', 'exchange.patientMismatch')
  return { fileId: found.fileId, patientId: found.patientId }
}

/** A number that ceased (A40, A47) still finds the file it was of. */
const byFormerId = (tx: Tx, localId: string, columns: ReturnType<typeof columnsFor>) =>
  tx
    .select(columns)
    .from(formerLocalIds)
    .innerJoin(
      patientFiles,
      and(eq(patientFiles.regionId, formerLocalIds.regionId), eq(patientFiles.id, formerLocalIds.fileId)),
    )
    .where(eq(formerLocalIds.localId, localId))
    .limit(1)

const columnsFor = (identity: PatientIdentity) => ({
  fileId: patientFiles.id,
  patientId: patientFiles.patientId,
  isSame: sameTraits(identity),
})

const sameTraits = ({ birthName, birthDate, sex }: PatientIdentity) => sql<boolean>`
  (${birthName ?? ''}::text = '' or app.fold(${birthName ?? ''}::text) = app.fold(${patientFiles.birthName}))
  and (${birthDate}::text is null or ${patientFiles.birthDate} is null or ${patientFiles.birthDate} = ${birthDate}::date)
  and (${sex}::text = 'unknown' or ${patientFiles.sex} = 'unknown' or ${patientFiles.sex}::text = ${sex}::text)`
