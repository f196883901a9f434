import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { EndRelation, LeaveReason } from '../contract.ts'

/** The establishment that said so takes it back, or the grantee does. Ended twice is ended once. */
export async function endRelation(ctx: Ctx, { relationId, reason }: EndRelation): Promise<void> {
  await ctx.write(({ tx }) => tx.execute(sql`select app.end_relation(${relationId}::uuid, ${reason})`))
}

/** "Not my patient": every right of one's own to this patient ends, and whoever gave it is told. */
export async function leavePatient(ctx: Ctx, patientId: string, reason?: LeaveReason): Promise<void> {
  await ctx.write(({ tx }) =>
    tx.execute(sql`select app.leave_patient(${patientId}::uuid, ${reason ?? null})`),
  )
}
