import { sql } from 'drizzle-orm'
import type { Actor } from '#app/kernel/actor.ts'
import { type AuditDetail, audit } from '#app/kernel/audit.server.ts'
import type { Tx } from '#db/scope.ts'

/** Writes to a region's trail from the identity pool, in the transaction of what it tells. */
export async function auditInRegion(
  tx: Tx,
  who: { regionId: string; actor: Actor; requestId: string },
  action: string,
  subject: string,
  detail: AuditDetail = {},
): Promise<void> {
  await tx.execute(sql`select set_config('app.region_id', ${who.regionId}, true)`)
  await audit(tx, who, action, subject, { detail })
}
