import { outbox } from '#db/schema/outbox.ts'
import type { Tx } from '#db/scope.ts'
import type { EventDef, EventPayload } from './events.ts'

/** Reachable through `ctx.write` only: an event shares the transaction of what it tells. */
export async function emit<E extends EventDef>(
  tx: Tx,
  who: { actorId: string | null; establishmentId: string | null; requestId: string },
  event: E,
  payload: EventPayload<E>,
): Promise<void> {
  await tx.insert(outbox).values({ ...who, name: event.name, payload: event.schema.parse(payload) })
}
