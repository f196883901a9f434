import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { canWriteFiles } from '../policy.ts'
import { openPatient } from './open-patient.server.ts'
import type { Traits } from './review-identities.server.ts'

export type OwnIdentity = {
  localId: string
  traits: Traits
  phone: string | null
  address: string | null
  /** Retrieved or qualified: its strict traits wait for identity vigilance. */
  isLocked: boolean
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
    }>(sql`
      select f.local_id, app.traits_of(f) as traits, f.phone, f.address from patient_files f
      where f.patient_id = ${patientId}::uuid and f.establishment_id = (select app.files_of())
      order by f.last_activity_at desc limit 1`)
    if (!row) throw new DomainError('not_found', 'record.fileNotFound')
    const { local_id: localId, ...said } = row
    return { localId, ...said, isLocked: ['RECUP', 'QUAL'].includes(said.traits.identityStatus) }
  })
}
