import { sql } from 'drizzle-orm'
import type { Actor } from '#app/kernel/actor.ts'
import { type AuditDetail, audit } from '#app/kernel/audit.server.ts'
import type { EventDef, EventPayload } from '#app/kernel/events.ts'
import { emit } from '#app/kernel/outbox.server.ts'
import type { Tx } from '#db/scope.ts'

type Who = { regionId: string; actor: Actor; requestId: string }

// What sign-in does in a region it tells there, from the identity pool, in the transaction of what it tells.

const inRegion = (tx: Tx, regionId: string) =>
  tx.execute(sql`select set_config('app.region_id', ${regionId}, true)`)

export async function auditInRegion(
  tx: Tx,
  who: Who,
  action: string,
  subject: string,
  detail: AuditDetail = {},
  outcome: 'done' | 'refused' = 'done',
): Promise<void> {
  await inRegion(tx, who.regionId)
  await audit(tx, who, action, subject, { detail, outcome })
}

export async function emitInRegion<E extends EventDef>(
  tx: Tx,
  { regionId, actor, requestId }: Who,
  event: E,
  payload: EventPayload<E>,
): Promise<void> {
  await inRegion(tx, regionId)
  await emit(tx, { actorId: actor.id, establishmentId: actor.establishmentId, requestId }, event, payload)
}
