import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { observations } from '#db/schema/clinical.ts'
import { FileResult } from '../contract.ts'
import { type FiledFact, fileEntry } from './filings.server.ts'

/**
 * Files a laboratory report or a set of measurements. Its producer's id with other values or a further status is
 * a new entry in the place of the old; a cancelled report is withdrawn.
 */
export async function fileResult(ctx: Ctx, input: FileResult): Promise<FiledFact> {
  const parsed = FileResult.safeParse(input)
  if (!parsed.success) throw new DomainError('invalid', 'record.resultIncomplete')
  const { observations: values, ...said } = parsed.data
  return ctx.write((unit) =>
    fileEntry(
      ctx,
      unit,
      {
        ...said,
        isWithdrawn: said.reportStatus === 'cancelled',
        content: [
          said.reportStatus,
          said.comment,
          values.map((v) => [
            v.code,
            v.valueText,
            v.valueNumber ?? null,
            v.comparator ?? null,
            v.unit,
            v.rangeLow ?? null,
            v.rangeHigh ?? null,
            v.rangeText,
            v.interpretation,
            v.status,
            v.comment,
          ]),
          ...(said.correctsId ? [said.correctsId] : []),
        ],
      },
      async (tx, entryId, { patientId }) => {
        if (values.length === 0) return
        await tx.insert(observations).values(
          values.map((value, i) => ({
            ...value,
            entryId,
            position: i + 1,
            patientId,
            observedAt: value.observedAt ?? said.occurredAt,
          })),
        )
      },
    ),
  )
}
