import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { EntryFiled, FileChanged, PastEntryFiled, WRITTEN_KINDS } from '#app/features/record/contract.ts'
import { cdaText, readCda } from '#app/kernel/cda/read-cda.ts'
import { crashPoint } from '#app/kernel/crash-points.server.ts'
import { type Ctx, joinCtx, type Unit } from '#app/kernel/ctx.server.ts'
import { DomainError, isDomainError } from '#app/kernel/errors.ts'
import type { EventPayload } from '#app/kernel/events.ts'
import { addStep, timed } from '#app/kernel/step-timing.server.ts'
import { connections, inboundMessages } from '#db/schema/exchange.ts'
import { establishments, regions } from '#db/schema/regions.ts'
import type { Tx } from '#db/scope.ts'
import { InboxMoved } from '../contract.ts'
import type { FilingSource } from '../filing-source.ts'
import type { IncomingDocument, IncomingDocuments } from '../formats/hl7v2/intents.ts'
import { parseMessage } from '../formats/hl7v2/message.ts'
import { readIntent } from '../formats/hl7v2/read-intent.ts'
import { getMessage, type MessageStore, messageStore } from '../inbox.server.ts'
import { fileAdmission } from './file-admission.server.ts'
import { fileAppointment } from './file-appointment.server.ts'
import { fileDocuments, type PreparedDocument } from './file-documents.server.ts'
import { fileResults } from './file-results.server.ts'

type Stream = { connectionId: string; stream: string }
type Head = FilingSource & {
  state: string
  reason: string | null
  blobKey: string
  charset: string
  zone: string
  pausedAt: Date | null
}

/** Worth another try later; anything else a person must resolve, and the stream waits behind it. */
const PASSING = ['unavailable', 'rate_limited', 'stale']

/**
 * Files what waits in one stream, in order. Reading and storing bytes come first; then one transaction takes
 * the stream's lock, sees that the message is still the first, files it and marks it: done once, or not at
 * all, whoever else drains the same stream. Stops at what a person must resolve.
 */
export async function drainStream(
  ctx: Ctx,
  stream: Stream,
  store: MessageStore = messageStore(),
): Promise<{ filed: number }> {
  let filed = 0
  let head: Head | undefined | typeof NOT_MINE = await timed('file: whose turn it is', () =>
    ctx.read((tx) => headOf(tx, stream)),
  )
  for (;;) {
    if (!head || head === NOT_MINE || head.state !== 'waiting' || head.pausedAt) return { filed }
    const at: Head = head
    const { messageId } = at
    try {
      const file = await prepare(ctx, at, store)
      head = await timed('file: mark it filed', () => fileOne(ctx, stream, at, file))
      if (head !== NOT_MINE) filed++
      await crashPoint('exchange.filed')
    } catch (error) {
      if (!isDomainError(error) || PASSING.includes(error.code)) throw error
      await block(ctx, stream, messageId, error.reason)
      return { filed }
    }
  }
}

/** Somebody else files this stream at this moment, and goes on after it. */
const NOT_MINE = Symbol('not mine')

/** One message in one transaction; answers the next whose turn it is, seen under the same lock. */
const fileOne = (ctx: Ctx, stream: Stream, head: Head, file: (ctx: Ctx) => Promise<void>) =>
  ctx.write(async (unit): Promise<Head | undefined | typeof NOT_MINE> => {
    const { tx } = unit
    const lock = sql`select pg_advisory_xact_lock(hashtextextended(${`${stream.connectionId}/${stream.stream}`}, 7))`
    // One after the other: a look that is sent before the lock is held sees what is no longer so.
    const still = await timed('file: lock, whose turn it is', async () => {
      await tx.execute(lock)
      return headOf(tx, stream)
    })
    if (still?.messageId !== head.messageId || still.state !== 'waiting') return NOT_MINE
    await file(joinCtx(ctx, head.isInitialLoad ? quiet(unit) : unit))
    await crashPoint('exchange.filing')
    await tx
      .update(inboundMessages)
      .set({ state: 'filed', reason: null, filedAt: ctx.now() })
      .where(eq(inboundMessages.id, head.messageId))
    // Of history the load itself says how far it is, now and then: not an event for each of two million.
    if (!head.isInitialLoad) await unit.emit(InboxMoved, { connectionId: stream.connectionId })
    return timed('file: whose turn it is', () => headOf(tx, stream))
  })

/**
 * History is news to nobody: only that a patient is known now is told, for messages that wait for them, and that a
 * paper's words are to be read.
 */
const quiet = (unit: Unit): Unit => ({
  ...unit,
  emit: async (event, payload) => {
    if (event.name === FileChanged.name) return unit.emit(event, payload)
    if (event.name !== EntryFiled.name) return
    const { entryId, kind } = payload as EventPayload<typeof EntryFiled>
    if (WRITTEN_KINDS.includes(kind)) await unit.emit(PastEntryFiled, { entryId })
  },
})

/**
 * The message whose turn it is. One that waits for its patient holds back the documents behind it, never the
 * admission that will make the patient known.
 */
async function headOf(tx: Tx, stream: Stream): Promise<Head | undefined> {
  const first = await firstOf(tx, stream, inArray(inboundMessages.state, ['waiting', 'blocked']))
  if (first?.state !== 'blocked' || first.reason !== 'exchange.patientUnknown') return first
  const isAdmission = sql`${inboundMessages.messageType} ^@ 'ADT'`
  return (await firstOf(tx, stream, and(eq(inboundMessages.state, 'waiting'), isAdmission))) ?? first
}

async function firstOf(tx: Tx, { connectionId, stream }: Stream, condition: SQL | undefined) {
  const [row] = await tx
    .select({
      messageId: inboundMessages.id,
      connectionId: inboundMessages.connectionId,
      state: inboundMessages.state,
      reason: inboundMessages.reason,
      blobKey: inboundMessages.blobKey,
      receivedAt: inboundMessages.receivedAt,
      charset: connections.defaultCharset,
      patientAuthority: connections.patientAuthority,
      sameDocumentId: connections.sameDocumentId,
      pausedAt: connections.pausedAt,
      isInitialLoad: inboundMessages.isInitialLoad,
      acceptsTestIdentities: regions.isTest,
      zone: sql<string>`coalesce(${establishments.timeZone}, ${regions.timeZone})`,
    })
    .from(inboundMessages)
    .innerJoin(connections, eq(connections.id, inboundMessages.connectionId))
    .innerJoin(establishments, eq(establishments.id, connections.establishmentId))
    .innerJoin(regions, eq(regions.id, connections.regionId))
    .where(and(eq(inboundMessages.connectionId, connectionId), eq(inboundMessages.stream, stream), condition))
    .orderBy(asc(inboundMessages.seq))
    .limit(1)
  return row
}

/** Everything slow, before the transaction: the raw message, its parse, the documents' bytes. */
async function prepare(ctx: Ctx, head: Head, store: MessageStore): Promise<(ctx: Ctx) => Promise<void>> {
  const bytes = await timed('file: fetch and unseal the message', () => getMessage(store, head.blobKey))
  const from = performance.now()
  const parsed = parseMessage(bytes, head.charset)
  if (!parsed.ok) throw new Error(`stored message no longer reads: ${parsed.reason}`)
  const reading = readIntent(parsed.message, { zone: head.zone })
  // Taken by an earlier release that read it otherwise: a person decides, what is behind it waits.
  if (!reading.ok) throw new DomainError('conflict', `exchange.${reading.reason}`)
  const { intent } = reading
  addStep('file: parse and read', from)
  if (intent.kind === 'admission')
    return (joined) => timed('file: admission', () => fileAdmission(joined, intent, head))
  if (intent.kind === 'appointment')
    return (joined) => timed('file: appointment', () => fileAppointment(joined, intent, head))
  if (intent.kind === 'documents') {
    const prepared = await prepareDocuments(ctx, intent, head.zone, store)
    return (joined) => timed('file: document', () => fileDocuments(joined, intent, prepared, head))
  }
  const { documents } = intent
  const prepared = documents ? await prepareDocuments(ctx, documents, head.zone, store) : []
  return async (joined) => {
    await timed('file: results', () => fileResults(joined, intent, head))
    if (documents) await timed('file: document', () => fileDocuments(joined, documents, prepared, head))
  }
}

async function prepareDocuments(
  ctx: Ctx,
  { documents }: IncomingDocuments,
  zone: string,
  store: MessageStore,
) {
  const prepared: PreparedDocument[] = []
  for (const said of documents)
    prepared.push({
      said,
      blob: said.bytes && said.action !== 'withdraw' ? await storeBytes(ctx, store, said.bytes) : null,
      text: await timed('file: words of a text or CDA', async () => textOf(said, zone)),
    })
  return prepared
}

const storeBytes = (ctx: Ctx, store: MessageStore, bytes: Uint8Array) =>
  timed('file: store the document', () => store.blobs.put(ctx.regionId, bytes))

/** The words of a text or a CDA, for search. Those of a PDF are read by a job of their own. */
function textOf({ mime, bytes }: IncomingDocument, zone: string): string | null {
  if (mime === 'text/plain' && bytes) return new TextDecoder().decode(bytes)
  if (mime !== 'text/xml' || !bytes) return null
  const read = readCda(bytes, { zone })
  return read.ok ? cdaText(read.document) : null
}

async function block(ctx: Ctx, { connectionId }: Stream, messageId: string, reason: string) {
  await ctx.write(async ({ tx, emit, audit }) => {
    await tx
      .update(inboundMessages)
      .set({ state: 'blocked', reason, attempts: sql`${inboundMessages.attempts} + 1` })
      .where(and(eq(inboundMessages.id, messageId), eq(inboundMessages.state, 'waiting')))
    await audit('exchange.message.block', `inbound_message/${messageId}`, { detail: { reason } })
    await emit(InboxMoved, { connectionId })
  })
}
