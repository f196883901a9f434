import { sql } from 'drizzle-orm'
import type { Tx } from '#db/scope.ts'
import type { Wishes } from '../contract.ts'
import { DEFAULT_TIMES } from '../rules.ts'

/** What a person chose, as the database gives it; all null when they never did. */
export type WishesRow = {
  choices: Wishes['choices'] | null
  digest_hour: number | null
  digest_days: number[] | null
  quiet_from: number | null
  quiet_until: number | null
}

export const wishesFrom = (row: WishesRow | undefined): Wishes =>
  row?.digest_hour == null
    ? { choices: {}, ...DEFAULT_TIMES }
    : {
        choices: row.choices ?? {},
        digestHour: row.digest_hour,
        digestDays: row.digest_days ?? DEFAULT_TIMES.digestDays,
        quietFrom: row.quiet_from,
        quietUntil: row.quiet_until,
      }

/** By which clocks people of this region live. */
export async function zoneOfRegion(tx: Tx): Promise<string> {
  const [row] = await tx.execute<{ zone: string }>(
    sql`select time_zone as zone from regions where id = (select app.current_region())`,
  )
  return row!.zone
}
