import { sql } from 'drizzle-orm'
import { isInsMatriculeValid } from '#app/kernel/check-digits.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { UpdateIdentity } from '../contract.ts'
import { canWriteFiles } from '../policy.ts'
import { refuseTestIdentity } from './test-identity.server.ts'

/** `review`: something of it waits for identity vigilance, the rest is written. */
export type UpdatedIdentity = { fileId: string; patientId: string; answer: 'updated' | 'review' }

/** The own establishment says anew who has its local id; what is left out stays as it was. */
export async function updateIdentity(ctx: Ctx, input: UpdateIdentity): Promise<UpdatedIdentity> {
  if (!canWriteFiles(ctx.actor)) throw new DomainError('forbidden', 'record.fileNotAllowed')
  const parsed = UpdateIdentity.safeParse(input)
  if (!parsed.success) throw new DomainError('invalid', 'record.identityIncomplete')
  const said = parsed.data
  // A feed's wrong key is kept, with a warning; a person in front of the form can look again.
  if (ctx.actor.kind === 'person' && said.insMatricule && !isInsMatriculeValid(said.insMatricule)) {
    throw new DomainError('invalid', 'record.insKeyWrong')
  }
  return ctx.write(async ({ tx }) => {
    await refuseTestIdentity(tx, ctx, said.insOid)
    const [row] = await tx.execute<{
      file_id: string
      patient_id: string
      answer: UpdatedIdentity['answer']
    }>(sql`select file_id, patient_id, answer from app.update_identity(${JSON.stringify(said)}::jsonb)`)
    return { fileId: row!.file_id, patientId: row!.patient_id, answer: row!.answer }
  })
}
