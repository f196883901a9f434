import { sql } from 'drizzle-orm'
import { isInsMatriculeValid } from '#app/kernel/check-digits.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { OpenFile } from '../contract.ts'
import { canWriteFiles } from '../policy.ts'
import { refuseTestIdentity } from './test-identity.server.ts'

export type OpenedFile = {
  fileId: string
  patientId: string
  /** `known` this file, `attach` to a patient proven the same, `review` by identity vigilance, or `new`. */
  answer: 'known' | 'attach' | 'review' | 'new'
}

/** The own establishment says who has its local id: opens the file, or writes down what changed. */
export async function openFile(ctx: Ctx, input: OpenFile): Promise<OpenedFile> {
  if (!canWriteFiles(ctx.actor)) throw new DomainError('forbidden', 'record.fileNotAllowed')
  const parsed = OpenFile.safeParse(input)
  if (!parsed.success) throw new DomainError('invalid', 'record.identityIncomplete')
  const said = parsed.data
  // A feed's wrong key is kept, with a warning; a person in front of the form can look again.
  if (ctx.actor.kind === 'person' && said.insMatricule && !isInsMatriculeValid(said.insMatricule)) {
    throw new DomainError('invalid', 'record.insKeyWrong')
  }

  return ctx.write(async ({ tx }) => {
    await refuseTestIdentity(tx, ctx, said.insOid)
    const [row] = await tx.execute<{ file_id: string; patient_id: string; answer: OpenedFile['answer'] }>(
      sql`select file_id, patient_id, answer from app.open_file(${JSON.stringify(said)}::jsonb)`,
    )
    return { fileId: row!.file_id, patientId: row!.patient_id, answer: row!.answer }
  })
}
