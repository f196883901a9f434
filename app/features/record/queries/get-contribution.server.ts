import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Tx } from '#db/scope.ts'
import type { EntryRow } from './entry-rows.server.ts'
import { iso } from './patient-rows.server.ts'

/** How far what was brought is on its way into the software of the house that takes it. */
export type Transmission = {
  state: 'waiting' | 'acknowledged' | 'parked' | 'dropped'
  attempts: number
  nextAttemptAt: string
  acknowledgedAt: string | null
}

export type Contribution = {
  authorRpps: string | null
  /** The house whose file has it. */
  receiverName: string
  /** Null: that house takes no messages, it is read here. */
  transmission: Transmission | null
  /** Who of the house has opened it; told to its author only. */
  readers: { name: string; at: string }[]
}

type Row = {
  author_rpps: string | null
  state: Transmission['state'] | null
  attempts: number
  next_attempt_at: string
  acknowledged_at: string | null
}

/** What the page of an entry says of its way from outside; null for what the house wrote itself. */
export async function contributionOf(tx: Tx, ctx: Ctx, row: EntryRow): Promise<Contribution | null> {
  if (!row.from_establishment_id) return null
  const isMine = row.author_person_id === ctx.actor.id
  const [[found], readers] = await Promise.all([
    tx.execute<Row>(sql`
      select e.author_rpps, m.state, m.attempts, m.next_attempt_at, m.acknowledged_at
      from record_entries e
      left join outbound_messages m on m.region_id = e.region_id and m.entry_id = e.id
        and m.establishment_id = e.establishment_id
      where e.id = ${row.id}::uuid`),
    isMine
      ? tx.execute<{ name: string; at: string }>(
          sql`select r.name, r.at from app.contribution_readers(${row.id}::uuid) r`,
        )
      : [],
  ])
  return {
    authorRpps: found!.author_rpps,
    receiverName: row.establishment_name,
    transmission: found!.state && {
      state: found!.state,
      attempts: found!.attempts,
      nextAttemptAt: iso(found!.next_attempt_at),
      acknowledgedAt: found!.acknowledged_at && iso(found!.acknowledged_at),
    },
    readers: readers.map(({ name, at }) => ({ name, at: iso(at) })),
  }
}
