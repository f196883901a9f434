import { sql } from 'drizzle-orm'
import { filesOf } from '#app/kernel/actor.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { Tx } from '#db/scope.ts'
import type { PatientListQuery, PatientScope } from '../contract.ts'
import { canListPatients } from '../policy.ts'
import { listFollowed } from './followed-patients.server.ts'
import { describePatients, type PatientRow } from './patient-rows.server.ts'
import { listFiles } from './recent-files.server.ts'

export type PatientPage = {
  /** Patients who are followed by this person, or files of the establishment. */
  scope: PatientScope
  rows: PatientRow[]
  page: { next: string | null; previous: string | null }
  count: { value: number; isMore: boolean }
}

/** The patients one works with: a doctor in town follows people, a hospital has files. */
export async function listMyPatients(ctx: Ctx, query: PatientListQuery): Promise<PatientPage> {
  if (!canListPatients(ctx.actor)) throw new DomainError('forbidden', 'record.listNotAllowed')
  return ctx.read(async (tx) => {
    const scope = query.scope ?? (await usualScope(tx, ctx))
    const list = scope === 'followed' ? await listFollowed(tx, ctx, query) : await listFiles(tx, ctx, query)
    const { ids, ...rest } = list
    return { scope, rows: await describePatients(tx, ctx, ids), ...rest }
  })
}

export async function usualScope(tx: Tx, ctx: Ctx): Promise<PatientScope> {
  const [row] = await tx.execute<{ kind: string }>(
    sql`select kind from establishments where id = ${filesOf(ctx.actor)}::uuid`,
  )
  return row?.kind === 'practice' ? 'followed' : 'establishment'
}
