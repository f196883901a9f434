import { and, eq, isNull, lt, or, sql } from 'drizzle-orm'
import { mailMembers } from '#app/features/identity/index.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Db } from '#db/client.ts'
import { connections } from '#db/schema/exchange.ts'
import { exchangeSettings } from '#db/schema/feeds.ts'
import { establishments, regions } from '#db/schema/regions.ts'
import type { Tx } from '#db/scope.ts'
import { ConnectionFellSilent } from '../contract.ts'
import { type WorkingHours, workingMinutes } from '../working-hours.ts'

/** Where nothing was said of hours. */
export const USUAL_HOURS = { workingDays: '12345', workingFrom: '08:00', workingUntil: '18:00' }

type Watched = {
  name: string
  lastReceivedAt: Date | null
  silenceMinutes: number | null
  silenceToldAt: Date | null
  hours: WorkingHours
}

/** How long a connection has been silent, in working minutes. */
export async function watchedConnection(tx: Tx, connectionId: string): Promise<Watched | null> {
  const [row] = await tx
    .select({
      name: connections.name,
      lastReceivedAt: connections.lastReceivedAt,
      silenceMinutes: connections.silenceMinutes,
      silenceToldAt: connections.silenceToldAt,
      days: exchangeSettings.workingDays,
      from: exchangeSettings.workingFrom,
      until: exchangeSettings.workingUntil,
      zone: sql<string>`coalesce(${establishments.timeZone}, ${regions.timeZone})`,
    })
    .from(connections)
    .innerJoin(establishments, eq(establishments.id, connections.establishmentId))
    .innerJoin(regions, eq(regions.id, connections.regionId))
    .leftJoin(exchangeSettings, eq(exchangeSettings.establishmentId, connections.establishmentId))
    .where(eq(connections.id, connectionId))
  if (!row) return null
  const { days, from, until, zone, ...watched } = row
  return {
    ...watched,
    hours: {
      days: days ?? USUAL_HOURS.workingDays,
      from: from ?? USUAL_HOURS.workingFrom,
      until: until ?? USUAL_HOURS.workingUntil,
      zone,
    },
  }
}

/** Tells once of a silence that has lasted too long; the next message ends it, and the next silence is another. */
export async function noteSilence(
  ctx: Ctx,
  { connectionId }: { connectionId: string },
): Promise<{ isTold: boolean }> {
  const watched = await ctx.read((tx) => watchedConnection(tx, connectionId))
  if (!watched?.silenceMinutes || !watched.lastReceivedAt) return { isTold: false }
  if (watched.silenceToldAt && watched.silenceToldAt > watched.lastReceivedAt) return { isTold: false }
  if (workingMinutes(watched.lastReceivedAt, ctx.now(), watched.hours) < watched.silenceMinutes)
    return { isTold: false }
  return ctx.write(async ({ tx, emit, audit }) => {
    // Of several workers that look at the same moment, one tells.
    const mine = await tx
      .update(connections)
      .set({ silenceToldAt: ctx.now() })
      .where(
        and(
          eq(connections.id, connectionId),
          or(isNull(connections.silenceToldAt), lt(connections.silenceToldAt, connections.lastReceivedAt)),
        ),
      )
      .returning({ id: connections.id })
    if (mine.length === 0) return { isTold: false }
    await audit('exchange.connection.silent', `connection/${connectionId}`)
    await emit(ConnectionFellSilent, { connectionId })
    return { isTold: true }
  })
}

/** The mail to the technicians: that it is silent, and where to look. */
export async function mailSilence(
  ctx: Ctx,
  { connectionId }: { connectionId: string },
  identityDb: Db,
): Promise<{ mails: number }> {
  const watched = await ctx.read((tx) => watchedConnection(tx, connectionId))
  if (!watched?.lastReceivedAt) return { mails: 0 }
  return mailMembers(
    identityDb,
    { regionId: ctx.regionId, establishmentId: ctx.actor.establishmentId!, role: 'interface_technician' },
    {
      template: 'feedSilent',
      params: {
        connectionId,
        name: watched.name,
        minutes: workingMinutes(watched.lastReceivedAt, ctx.now(), watched.hours),
      },
    },
  )
}
