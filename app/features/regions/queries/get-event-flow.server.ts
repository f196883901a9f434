import { and, asc, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { outbox } from '#db/schema/outbox.ts'
import { establishments } from '#db/schema/regions.ts'
import type { Tx } from '#db/scope.ts'
import { canAdministerRegion } from '../policy.ts'

const COUNT_LIMIT = 1000
const SHOWN_PARKED = 100

export type ParkedEvent = {
  seq: number
  name: string
  establishment: string | null
  createdAt: string
  parkedAt: string
  attempts: number
  /** Kind and code of the last failure; never a message, which could hold values. */
  lastError: string | null
}
export type EventFlow = {
  waiting: { value: number; isMore: boolean }
  /** When the oldest event was written that was never tried: an old one says that the relay stands still. */
  oldestUntriedAt: string | null
  parked: ParkedEvent[]
  hasMoreParked: boolean
}

/** Whether what happens in the region gets through: what waits, and what was set aside. */
export async function getEventFlow(ctx: Ctx): Promise<EventFlow> {
  if (!canAdministerRegion(ctx.actor)) throw new DomainError('forbidden', 'regions.regionNotAllowed')
  return ctx.read(async (tx) => ({ ...(await waitingEvents(tx)), ...(await parkedEvents(tx)) }))
}

async function waitingEvents(tx: Tx) {
  const isWaiting = and(isNull(outbox.publishedAt), isNull(outbox.parkedAt))
  const waiting = await tx
    .select({
      createdAt: outbox.createdAt,
      isUntried: sql<boolean>`${outbox.attempts} = 0 and ${outbox.claimedAt} is null`,
    })
    .from(outbox)
    .where(isWaiting)
    .orderBy(asc(outbox.seq))
    .limit(COUNT_LIMIT + 1)
  return {
    waiting: { value: Math.min(waiting.length, COUNT_LIMIT), isMore: waiting.length > COUNT_LIMIT },
    oldestUntriedAt: waiting.find((event) => event.isUntried)?.createdAt.toISOString() ?? null,
  }
}

async function parkedEvents(tx: Tx) {
  const rows = await tx
    .select({
      seq: outbox.seq,
      name: outbox.name,
      establishment: establishments.name,
      createdAt: outbox.createdAt,
      parkedAt: sql<Date>`${outbox.parkedAt}`.mapWith(outbox.parkedAt),
      attempts: outbox.attempts,
      lastError: outbox.lastError,
    })
    .from(outbox)
    .leftJoin(
      establishments,
      and(eq(establishments.regionId, outbox.regionId), eq(establishments.id, outbox.establishmentId)),
    )
    .where(isNotNull(outbox.parkedAt))
    .orderBy(desc(outbox.parkedAt), desc(outbox.seq))
    .limit(SHOWN_PARKED + 1)
  return {
    parked: rows.slice(0, SHOWN_PARKED).map((row) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      parkedAt: row.parkedAt.toISOString(),
    })),
    hasMoreParked: rows.length > SHOWN_PARKED,
  }
}
