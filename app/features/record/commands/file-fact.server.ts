import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { allergies, biomarkers, conditions, treatments } from '#db/schema/clinical.ts'
import type { Tx } from '#db/scope.ts'
import { FileFact, RecordNoAllergy } from '../contract.ts'
import { titleOfFact } from '../fact-rules.ts'
import { type FiledFact, fileEntry } from './filings.server.ts'
import { ownFile } from './own-file.server.ts'

/**
 * Files a diagnosis, a treatment, an allergy or a biomarker. Said again with other words under the same id, it
 * takes the former's place; taken back, it is withdrawn.
 */
export async function fileFact(ctx: Ctx, input: FileFact): Promise<FiledFact> {
  const parsed = FileFact.safeParse(input)
  if (!parsed.success) throw new DomainError('invalid', 'record.factIncomplete')
  const said = parsed.data
  const {
    fileId,
    uniqueId,
    authorName,
    authorRpps,
    authorPersonId,
    isWithdrawn,
    channel,
    messageId,
    receivedAt,
    ...medical
  } = said
  return ctx.write(async (unit) => {
    const filed = await fileEntry(
      ctx,
      unit,
      { ...said, title: titleOfFact(said), reportStatus: null, comment: null, content: medical },
      (tx, entryId) => insertFact(tx, entryId, said),
    )
    if (said.kind === 'allergy') await settleAllergies(unit.tx, fileId, null)
    return filed
  })
}

/** Nobody asked, or the answer was "none": what the banner shows where no allergy is known. */
export async function recordNoAllergy(ctx: Ctx, input: RecordNoAllergy): Promise<{ allergyState: string }> {
  const { fileId, state } = RecordNoAllergy.parse(input)
  return ctx.write(async ({ tx, audit }) => {
    const { patientId } = await ownFile(tx, ctx, fileId)
    const allergyState = await settleAllergies(tx, fileId, state)
    await audit('record.allergy.state', `patient/${patientId}`, {
      patientId,
      detail: { state: allergyState },
    })
    return { allergyState }
  })
}

/** The state stands on the identity, which only definer functions may write. */
export async function settleAllergies(tx: Tx, fileId: string, state: string | null): Promise<string> {
  const [row] = await tx.execute<{ state: string }>(
    sql`select app.settle_allergies(${fileId}::uuid, ${state}) as state`,
  )
  return row!.state
}

function insertFact(tx: Tx, entryId: string, fact: ReturnType<typeof FileFact.parse>) {
  switch (fact.kind) {
    case 'condition':
      return tx.insert(conditions).values({ ...fact, entryId })
    case 'treatment':
      return tx.insert(treatments).values({ ...fact, entryId })
    case 'allergy':
      return tx.insert(allergies).values({ ...fact, entryId })
    case 'biomarker':
      return tx.insert(biomarkers).values({ ...fact, entryId })
  }
}
