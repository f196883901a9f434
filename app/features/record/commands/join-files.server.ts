import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { ChangeLocalId, MergeFiles } from '../contract.ts'
import { canJoinFiles } from '../policy.ts'

/**
 * Two files of the own establishment are one (HL7 A40). `known`: they were already; `alias`: the second number
 * never came here, and will find the first file if it does.
 */
export async function mergeFiles(
  ctx: Ctx,
  input: MergeFiles,
): Promise<{ answer: 'merged' | 'known' | 'alias' }> {
  const { survivorLocalId, mergedLocalId } = parse(ctx, MergeFiles.safeParse(input))
  return ctx.write(async ({ tx }) => {
    const [row] = await tx.execute<{ answer: 'merged' | 'known' | 'alias' }>(
      sql`select app.merge_files(${survivorLocalId}, ${mergedLocalId}) as answer`,
    )
    return row!
  })
}

/** The establishment numbers a patient anew (HL7 A47); the former number still finds them. */
export async function changeLocalId(
  ctx: Ctx,
  input: ChangeLocalId,
): Promise<{ answer: 'changed' | 'known' }> {
  const { from, to } = parse(ctx, ChangeLocalId.safeParse(input))
  return ctx.write(async ({ tx }) => {
    const [row] = await tx.execute<{ answer: 'changed' | 'known' }>(
      sql`select app.change_local_id(${from}, ${to}) as answer`,
    )
    return row!
  })
}

function parse<T>(ctx: Ctx, parsed: { success: true; data: T } | { success: false }): T {
  if (!canJoinFiles(ctx.actor)) throw new DomainError('forbidden', 'record.vigilanceNotAllowed')
  if (!parsed.success) throw new DomainError('invalid', 'record.identityIncomplete')
  return parsed.data
}
