import { sql } from 'drizzle-orm'
import { auditSeals } from '#db/schema/audit.ts'
import { nextSeal, type Seal } from '../seals.ts'
import { digestOf, lastSeal, readHead, type Trail, writeHead } from '../trail-store.server.ts'

const SEAL_LOCK = 7_210_011
const MAX_ROWS = 20_000

/** `tampered`: the store has a newer seal than the database. Sealing stops, so that its copy is not lost. */
export type Sealing = { seals: number; rows: number; outcome: 'done' | 'busy' | 'tampered' }

/**
 * Seals whatever ended transactions have left since the last seal. Batches are ranges of transactions up to a
 * snapshot's horizon, never of sequence numbers: a row may commit later than one with a higher number.
 */
export async function sealTrail(trail: Trail): Promise<Sealing> {
  let done: Sealing = { seals: 0, rows: 0, outcome: 'done' }
  for (;;) {
    // The store is asked and told outside the transaction. The copy is never ahead of what has committed, so one that
    // is ahead of the database says that the database lost something.
    const head = await readHead(trail.blobs)
    const sealed = await sealBatch(trail, head)
    if (sealed === 'done') await copyNewest(trail, head)
    if (typeof sealed === 'string') return { ...done, outcome: sealed }
    done = { ...done, seals: done.seals + 1, rows: done.rows + sealed.rows }
    await writeHead(trail.blobs, sealed)
  }
}

/** Cut off between the row and its copy: the copy is made now. */
async function copyNewest({ relayDb, blobs }: Trail, head: Seal | null) {
  const last = await lastSeal(relayDb)
  if (last && (head?.id ?? 0) < last.id) await writeHead(blobs, last)
}

function sealBatch({ relayDb, keys, now }: Trail, head: Seal | null): Promise<Seal | Sealing['outcome']> {
  return relayDb.transaction(async (tx) => {
    const [lock] = await tx.execute<{ mine: boolean }>(
      sql`select pg_try_advisory_xact_lock(${SEAL_LOCK}) as mine`,
    )
    if (!lock!.mine) return 'busy'
    const last = await lastSeal(tx)
    if (head && head.id > (last?.id ?? 0)) return 'tampered'
    const fromXid = last?.toXid ?? 0
    const [{ horizon } = { horizon: '0' }] = await tx.execute<{ horizon: string }>(
      sql`select app.trail_horizon() as horizon`,
    )
    if (Number(horizon) <= fromXid) return 'done'
    const [{ until } = { until: horizon }] = await tx.execute<{ until: string }>(
      sql`select app.trail_batch_end(${fromXid}::bigint, ${horizon}::bigint, ${MAX_ROWS}) as until`,
    )
    const toXid = Number(until)
    const batch = { fromXid, toXid, ...(await digestOf(tx, fromXid, toXid)) }
    if (batch.rows === 0) return 'done'
    const seal = nextSeal(last, batch, keys.own, now())
    await tx.insert(auditSeals).values(seal)
    return seal
  })
}
