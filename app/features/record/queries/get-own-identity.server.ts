import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { canWriteFiles } from '../policy.ts'
import { openPatient } from './open-patient.server.ts'
import type { Traits } from './review-identities.server.ts'

/** How the identity was taken, as the feed says it in codes (ZFD). */
export type IdentityProof = {
  /** SM typed in, CV health card, INSI national service, CB bar code, RFID chip. */
  mode: string | null
  insCheckedOn: string | null
  document: string | null
  documentUntil: string | null
}

export type OwnIdentity = {
  localId: string
  traits: Traits
  phone: string | null
  address: string | null
  /** Retrieved or qualified: its strict traits wait for identity vigilance. */
  isLocked: boolean
  /** Null when no message has said. */
  proof: IdentityProof | null
}

/** What the own establishment says of a patient, to be said anew; without a file of its own there is nothing to say. */
export function getOwnIdentity(ctx: Ctx, patientId: string): Promise<OwnIdentity> {
  if (ctx.actor.kind !== 'person' || !canWriteFiles(ctx.actor)) {
    return Promise.reject(new DomainError('forbidden', 'record.fileNotAllowed'))
  }
  return openPatient(ctx, patientId, async ({ tx }) => {
    const [row] = await tx.execute<{
      local_id: string
      traits: Traits
      phone: string | null
      address: string | null
      proof: IdentityProof | null
    }>(sql`
      select f.local_id, app.traits_of(f) as traits, f.phone, f.address,
        case when num_nonnulls(c.identity_mode, c.ins_checked_on, c.identity_document, c.identity_document_until) > 0
          then jsonb_build_object('mode', c.identity_mode, 'insCheckedOn', c.ins_checked_on,
            'document', c.identity_document, 'documentUntil', c.identity_document_until) end as proof
      from patient_files f
      left join file_consents c on c.region_id = f.region_id and c.file_id = f.id
      where f.patient_id = ${patientId}::uuid and f.establishment_id = (select app.files_of())
      order by f.last_activity_at desc limit 1`)
    if (!row) throw new DomainError('not_found', 'record.fileNotFound')
    const { local_id: localId, ...said } = row
    return { localId, ...said, isLocked: ['RECUP', 'QUAL'].includes(said.traits.identityStatus) }
  })
}
