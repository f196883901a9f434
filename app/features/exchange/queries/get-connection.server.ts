import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { MINUTE } from '#app/kernel/durations.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { connections, inboundMessages } from '#db/schema/exchange.ts'
import { exchangeSettings } from '#db/schema/feeds.ts'
import { establishments, regions } from '#db/schema/regions.ts'
import type { Tx } from '#db/scope.ts'
import { type ListenerCertificate, listenerCertificate } from '../certificate.server.ts'
import { USUAL_KEEP_DAYS } from '../commands/forget-messages.server.ts'
import { USUAL_HOURS, watchedConnection } from '../commands/watch-silence.server.ts'
import { canWatchExchange } from '../policy.ts'
import { workingMinutes } from '../working-hours.ts'
import {
  codesOf,
  countUnmapped,
  flagsOf,
  type Load,
  loadOf,
  type Mapping,
  tokensOf,
  unitsOf,
} from './connection-parts.server.ts'
import { type ConnectionState, listConnections } from './list-connections.server.ts'
import { listMessages, type MessageEnvelope } from './list-messages.server.ts'

export const VIEWS = ['messages', 'codes', 'settings'] as const
const Params = z.object({
  view: z.enum(VIEWS).catch('messages'),
  after: z.coerce.number().int().positive().optional().catch(undefined),
  only: z.literal('blocked').optional().catch(undefined),
})

/** A quarter of an hour of traffic: when it began, how many came. */
export type Slice = { at: string; received: number; refused: number }
export type { Mapping } from './connection-parts.server.ts'
export type ConnectionPage = {
  connection: ConnectionState
  view: (typeof VIEWS)[number]
  zone: string
  isTestRegion: boolean
  /** How long the oldest waiting message waits; null when none does. */
  lagSeconds: number | null
  silence: { minutes: number | null; silentFor: number | null; isSilent: boolean; toldAt: string | null }
  traffic: Slice[]
  flags: { code: string; occurrences: number; lastAt: string; lastControlId: string }[]
  unmapped: number
  certificate: ListenerCertificate
  load: Load | null
  messages: MessageEnvelope[]
  onlyBlocked: boolean
  next: string | null
  codes: Mapping[]
  units: { id: string; code: string; label: string }[]
  tokens: { id: string; label: string; hint: string; createdAt: string; lastUsedAt: string | null }[]
  settings: {
    mode: 'live' | 'initial_load'
    loadRate: number
    keepMessagesDays: number
    workingDays: string
    workingFrom: string
    workingUntil: string
  }
  sender: Sender
}
/** Who sends, and how it writes. */
export type Sender = Pick<
  typeof connections.$inferSelect,
  'name' | 'sendingApplication' | 'sendingFacility' | 'defaultCharset' | 'patientAuthority' | 'sameDocumentId'
>
/** One interface as its technician sees it: what it does, what waits, how it is kept. Envelopes only. */
export async function getConnection(
  ctx: Ctx,
  connectionId: string,
  search: URLSearchParams,
): Promise<ConnectionPage> {
  const { view, after, only } = Params.parse(Object.fromEntries(search))
  if (!canWatchExchange(ctx.actor)) throw new DomainError('forbidden', 'exchange.watchNotAllowed')
  const connection = (await listConnections(ctx)).find(({ id }) => id === connectionId)
  if (!connection) throw new DomainError('not_found', 'exchange.connectionNotFound')
  const onlyBlocked = only === 'blocked'
  const [around, certificate, page] = await Promise.all([
    ctx.read((tx) => aroundOf(tx, ctx.now(), connectionId, view)),
    listenerCertificate(ctx.now()),
    view === 'messages'
      ? listMessages(ctx, { connectionId, before: after, onlyBlocked })
      : { messages: [], next: null },
  ])
  return {
    connection,
    view,
    certificate,
    onlyBlocked,
    messages: page.messages,
    next: page.next === null ? null : String(page.next),
    ...around,
  }
}

async function aroundOf(tx: Tx, now: Date, connectionId: string, view: ConnectionPage['view']) {
  const [kept, watched, lag, traffic, flags, unmapped, load, codes, units, tokens] = await Promise.all([
    settingsOf(tx, connectionId),
    watchedConnection(tx, connectionId),
    lagOf(tx, now, connectionId),
    trafficOf(tx, now, connectionId),
    flagsOf(tx, connectionId),
    countUnmapped(tx, connectionId),
    loadOf(tx, connectionId),
    view === 'codes' ? codesOf(tx, connectionId) : [],
    view === 'codes' ? unitsOf(tx) : [],
    view === 'settings' ? tokensOf(tx, connectionId) : [],
  ])
  const last = watched?.lastReceivedAt ?? null
  const silentFor = last ? workingMinutes(last, now, watched!.hours) : null
  const minutes = watched?.silenceMinutes ?? null
  const { zone, isTestRegion, sender, ...settings } = kept
  return {
    zone,
    isTestRegion,
    sender,
    settings,
    lagSeconds: lag,
    silence: {
      minutes,
      silentFor,
      isSilent: minutes !== null && silentFor !== null && silentFor >= minutes,
      toldAt: watched?.silenceToldAt?.toISOString() ?? null,
    },
    traffic,
    flags,
    unmapped,
    load,
    codes,
    units,
    tokens,
  }
}

async function settingsOf(tx: Tx, connectionId: string) {
  const [row] = await tx
    .select({
      mode: connections.mode,
      loadRate: connections.loadRate,
      sender: {
        name: connections.name,
        sendingApplication: connections.sendingApplication,
        sendingFacility: connections.sendingFacility,
        defaultCharset: connections.defaultCharset,
        patientAuthority: connections.patientAuthority,
        sameDocumentId: connections.sameDocumentId,
      },
      keepMessagesDays: exchangeSettings.keepMessagesDays,
      workingDays: exchangeSettings.workingDays,
      workingFrom: exchangeSettings.workingFrom,
      workingUntil: exchangeSettings.workingUntil,
      zone: sql<string>`coalesce(${establishments.timeZone}, ${regions.timeZone})`,
      isTestRegion: regions.isTest,
    })
    .from(connections)
    .innerJoin(establishments, eq(establishments.id, connections.establishmentId))
    .innerJoin(regions, eq(regions.id, connections.regionId))
    .leftJoin(exchangeSettings, eq(exchangeSettings.establishmentId, connections.establishmentId))
    .where(eq(connections.id, connectionId))
  return {
    ...row!,
    keepMessagesDays: row!.keepMessagesDays ?? USUAL_KEEP_DAYS,
    workingDays: row!.workingDays ?? USUAL_HOURS.workingDays,
    workingFrom: row!.workingFrom ?? USUAL_HOURS.workingFrom,
    workingUntil: row!.workingUntil ?? USUAL_HOURS.workingUntil,
  }
}

async function lagOf(tx: Tx, now: Date, connectionId: string): Promise<number | null> {
  const [oldest] = await tx
    .select({ at: inboundMessages.receivedAt })
    .from(inboundMessages)
    .where(and(eq(inboundMessages.connectionId, connectionId), eq(inboundMessages.state, 'waiting')))
    .orderBy(inboundMessages.seq)
    .limit(1)
  return oldest ? Math.max(0, Math.round((now.getTime() - oldest.at.getTime()) / 1000)) : null
}

const SLICE_MS = 15 * MINUTE
const SLICES = 96

/** The last day in quarters of an hour, the empty ones too. */
async function trafficOf(tx: Tx, now: Date, connectionId: string): Promise<Slice[]> {
  const last = Math.floor(now.getTime() / SLICE_MS) * SLICE_MS
  const first = new Date(last - (SLICES - 1) * SLICE_MS)
  const bin = sql<string>`date_bin('15 minutes', ${inboundMessages.receivedAt}, '2000-01-01T00:00:00Z')`
  const rows = await tx
    .select({
      at: bin,
      received: sql<number>`count(*)::int`,
      refused: sql<number>`(count(*) filter (where ${inboundMessages.state} = 'refused'))::int`,
    })
    .from(inboundMessages)
    .where(
      and(
        eq(inboundMessages.connectionId, connectionId),
        isNull(inboundMessages.rawDeletedAt),
        gt(inboundMessages.receivedAt, first),
      ),
    )
    .groupBy(bin)
  const byTime = new Map(rows.map((row) => [new Date(row.at).getTime(), row]))
  return Array.from({ length: SLICES }, (_, i) => {
    const at = first.getTime() + i * SLICE_MS
    const { received = 0, refused = 0 } = byTime.get(at) ?? {}
    return { at: new Date(at).toISOString(), received, refused }
  })
}
