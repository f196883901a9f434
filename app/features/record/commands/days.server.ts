import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'

/** Days as people say them, from the first's beginning to the last's end, by the region's clocks. */
export async function boundsOfDays(
  ctx: Ctx,
  from: string,
  until: string,
): Promise<{ from: string; until: string }> {
  const [row] = await ctx.read((tx) =>
    tx.execute<{ from: string; until: string }>(sql`
      select to_json(${from}::date::timestamp at time zone r.time_zone) #>> '{}' as from,
        to_json((${until}::date + 1)::timestamp at time zone r.time_zone) #>> '{}' as until
      from regions r where r.id = (select app.current_region())`),
  )
  return row!
}
