import { redirect } from '@remix-run/node'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { isDomainError } from '#app/kernel/errors.ts'

/** Who took in a patient that was merged, for whoever may see them there; null otherwise. */
export async function findSuccessor(ctx: Ctx, patientId: string): Promise<string | null> {
  if (!z.uuid().safeParse(patientId).success) return null
  const [row] = await ctx.read((tx) =>
    tx.execute<{ id: string | null }>(sql`select app.successor_of(${patientId}::uuid) as id`),
  )
  return row?.id ?? null
}

/** The address of somebody who was merged since, kept in a page or a bookmark, leads on to their record. */
export function orSuccessor<T>(ctx: Ctx, patientId: string, work: () => Promise<T>): Promise<T> {
  return work().catch(async (error: unknown) => {
    const isGone = isDomainError(error) && error.code === 'not_found'
    const successor = isGone ? await findSuccessor(ctx, patientId) : null
    throw successor ? redirect(`/patients/${successor}`) : error
  })
}
