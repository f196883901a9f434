import { eq, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { regions } from '#db/schema/regions.ts'
import { OpenFile } from '../contract.ts'
import { canWriteFiles } from '../policy.ts'

/** Numbers given out for tests and demonstrations: nobody's identity in a region in care. */
const TEST_AUTHORITIES = ['1.2.250.1.213.1.4.10', '1.2.250.1.213.1.4.11']

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

  return ctx.write(async ({ tx }) => {
    if (said.insOid && TEST_AUTHORITIES.includes(said.insOid)) {
      const [region] = await tx
        .select({ isTest: regions.isTest })
        .from(regions)
        .where(eq(regions.id, ctx.regionId))
      if (!region?.isTest) throw new DomainError('invalid', 'record.testIdentityRefused')
    }
    const [row] = await tx.execute<{ file_id: string; patient_id: string; answer: OpenedFile['answer'] }>(
      sql`select file_id, patient_id, answer from app.open_file(${JSON.stringify(said)}::jsonb)`,
    )
    return { fileId: row!.file_id, patientId: row!.patient_id, answer: row!.answer }
  })
}
