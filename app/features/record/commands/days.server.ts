import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DAY } from '#app/kernel/durations.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { parseTimestamp } from '#app/kernel/zoned-time.ts'

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

/** What has a day and no hour: noon, so that no zone moves it; today's is now. */
export function momentOfDay(ctx: Ctx, day: string, zone: string): Date {
  const noon = instantOf(day, '12:00', zone)
  const now = ctx.now()
  if (!noon || noon.getTime() > now.getTime() + DAY) throw new DomainError('invalid', 'record.dayInFuture')
  return noon > now ? now : noon
}

/** A wall clock of the region; null for a day that is none. */
export const instantOf = (day: string, time: string, zone: string): Date | null =>
  parseTimestamp(`${day}${time}`.replace(/[-:]/g, ''), zone)?.at ?? null
