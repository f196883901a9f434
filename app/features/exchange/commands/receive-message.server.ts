import { and, eq, sql } from 'drizzle-orm'
import { crashPoint } from '#app/kernel/crash-points.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { timed } from '#app/kernel/step-timing.server.ts'
import { connections, inboundMessages } from '#db/schema/exchange.ts'
import { establishments, regions } from '#db/schema/regions.ts'
import type { Tx } from '#db/scope.ts'
import { InboxMoved, MessageReceived } from '../contract.ts'
import { type AckCode, buildAck } from '../formats/hl7v2/acknowledge.ts'
import { type Envelope, parseMessage } from '../formats/hl7v2/message.ts'
import { readIntent } from '../formats/hl7v2/read-intent.ts'
import { contentHashOf, type MessageStore, messageStore, putMessage, streamOf } from '../inbox.server.ts'
import { type LocalCode, localCodesOf, patientNumberOf } from '../rules.ts'
import { countCodes, raiseFlags } from './watch-sender.server.ts'

type Verdict = {
  envelope: Envelope | null
  code: AckCode
  state: 'waiting' | 'ignored' | 'refused'
  reason?: string
  segment?: string
  field?: number
  patientNumber: string
  codes: LocalCode[]
  warnings: readonly string[]
}
type Settings = {
  isInitialLoad: boolean
  charset: string
  acceptsTest: boolean
  zone: string
  sendingApplication: string | null
  sendingFacility: string | null
}

/**
 * Takes one message of a connection and answers the ACK to send. The raw message is stored, sealed, before
 * there is an answer. The same connection, MSH-10 and content is the same message: it is not taken twice and
 * gets the answer it got. What it asks is checked here, so that the sender's log says why it was refused;
 * filing it is a job's work.
 */
export async function receiveMessage(
  ctx: Ctx,
  { connectionId, bytes }: { connectionId: string; bytes: Uint8Array },
  store: MessageStore = messageStore(),
): Promise<Uint8Array> {
  const contentHash = contentHashOf(bytes)
  // One transaction for all that is looked up: settings, and what came under this number. The same content is the
  // same message, other content a sender to look at.
  const { verdict, controlId, ofNumber, isInitialLoad } = await timed('take: read it, look it up', () =>
    ctx.read(async (tx) => {
      const settings = await settingsOf(tx, connectionId)
      if (!settings) throw new DomainError('not_found', 'exchange.connectionNotFound')
      const judged = judge(bytes, settings)
      const number = plain(judged.envelope?.controlId ?? '', 199)
      const known = await tx
        .select({ ack: inboundMessages.ack, contentHash: inboundMessages.contentHash })
        .from(inboundMessages)
        .where(and(eq(inboundMessages.connectionId, connectionId), eq(inboundMessages.controlId, number)))
        .limit(100)
      const { isInitialLoad } = settings
      return { verdict: judged, controlId: number, ofNumber: known, isInitialLoad }
    }),
  )
  const known = ofNumber.find((message) => message.contentHash === contentHash)
  if (known) return Buffer.from(known.ack, 'base64')
  const hasOther = controlId !== '' && ofNumber.length > 0

  const blob = await timed('take: seal and store', () => putMessage(store, ctx.regionId, bytes))
  const id = crypto.randomUUID()
  const ack = acknowledge(verdict, id, ctx.now())
  const stream = streamOf(store, verdict.patientNumber)
  const seen = { connectionId, controlId }
  const answer = await timed('take: write it down', () =>
    ctx.write(async ({ tx, emit }) => {
      const inserted = await tx
        .insert(inboundMessages)
        .values({
          id,
          connectionId,
          establishmentId: ctx.actor.establishmentId!,
          receivedAt: ctx.now(),
          blobKey: blob.key,
          byteLength: bytes.byteLength,
          contentHash,
          controlId,
          messageType: typeOf(verdict.envelope),
          stream,
          ackCode: verdict.code,
          ack: Buffer.from(ack).toString('base64'),
          state: verdict.state,
          reason: verdict.reason,
          isInitialLoad,
        })
        .onConflictDoNothing()
        .returning({ id: inboundMessages.id })
      if (inserted.length === 0) {
        // Another process took the same message between our look and our write.
        const [first] = await tx
          .select({ ack: inboundMessages.ack })
          .from(inboundMessages)
          .where(
            and(
              eq(inboundMessages.connectionId, connectionId),
              eq(inboundMessages.controlId, controlId),
              eq(inboundMessages.contentHash, contentHash),
            ),
          )
        return Buffer.from(first!.ack, 'base64')
      }
      const flags = hasOther ? [...verdict.warnings, 'controlIdReused'] : verdict.warnings
      await Promise.all([
        tx.update(connections).set({ lastReceivedAt: ctx.now() }).where(eq(connections.id, connectionId)),
        countCodes(tx, ctx, connectionId, verdict.codes),
        raiseFlags(tx, ctx, seen, flags),
        verdict.state === 'waiting' && emit(MessageReceived, { connectionId, messageId: id, stream }),
        verdict.state !== 'waiting' && emit(InboxMoved, { connectionId }),
      ])
      return ack
    }),
  )
  await crashPoint('exchange.stored')
  return answer
}

async function settingsOf(tx: Tx, connectionId: string): Promise<Settings | undefined> {
  const [row] = await tx
    .select({
      charset: connections.defaultCharset,
      isInitialLoad: sql<boolean>`${connections.mode} = 'initial_load'`,
      acceptsTest: sql<boolean>`${connections.acceptsTest} and ${regions.isTest}`,
      zone: sql<string>`coalesce(${establishments.timeZone}, ${regions.timeZone})`,
      sendingApplication: connections.sendingApplication,
      sendingFacility: connections.sendingFacility,
    })
    .from(connections)
    .innerJoin(establishments, eq(establishments.id, connections.establishmentId))
    .innerJoin(regions, eq(regions.id, connections.regionId))
    .where(eq(connections.id, connectionId))
  return row
}

/** For a column, and for the eyes of who keeps the interface: no control characters, and no more than fits. */
const plain = (text: string, length: number) => text.replace(/\p{Cc}/gu, '').slice(0, length)

/** A type that looks like one: in a broken header a name may stand in its place. */
const typeOf = (envelope: Envelope | null) => {
  const [code, trigger] = [envelope?.messageCode ?? '', envelope?.trigger ?? '']
  if (!/^[A-Z]{3}$/.test(code)) return ''
  return `${code}^${/^[A-Z][A-Z0-9]{2}$/.test(trigger) ? trigger : ''}`
}

const NOTHING = { patientNumber: '', codes: [], warnings: [] }

/** Announced as somebody else: taken, and a thing to look at. */
const isOther = (envelope: Envelope, { sendingApplication, sendingFacility }: Settings) =>
  (sendingApplication !== null && sendingApplication !== envelope.sendingApplication) ||
  (sendingFacility !== null && sendingFacility !== envelope.sendingFacility)

function judge(bytes: Uint8Array, settings: Settings): Verdict {
  const { charset, acceptsTest, zone } = settings
  const parsed = parseMessage(bytes, charset)
  if (!parsed.ok)
    return { envelope: parsed.envelope, code: 'AR', state: 'refused', reason: parsed.reason, ...NOTHING }
  const { envelope } = parsed.message
  const refused = (code: AckCode, reason: string, where: { segment?: string; field?: number }): Verdict => ({
    envelope,
    code,
    state: 'refused',
    reason,
    ...NOTHING,
    ...where,
  })
  if (!acceptsTest && envelope.processingId !== 'P')
    return refused('AR', 'unsupportedProcessingId', { segment: 'MSH', field: 11 })
  const reading = readIntent(parsed.message, { zone })
  if (reading.ok) {
    const { intent } = reading
    return {
      envelope,
      code: 'AA',
      state: 'waiting',
      patientNumber: patientNumberOf(intent),
      codes: localCodesOf(intent),
      warnings: isOther(envelope, settings) ? [...intent.warnings, 'otherSender'] : intent.warnings,
    }
  }
  // A hospital need not filter its feed: an event that means nothing here passes. A kind of message that
  // nobody meant to send here does not.
  if (reading.reason === 'unsupportedEvent') return { envelope, code: 'AA', state: 'ignored', ...NOTHING }
  const code = reading.reason === 'unsupportedMessage' ? 'AR' : 'AE'
  return refused(code, reading.reason, { segment: reading.segment, field: reading.field })
}

const acknowledge = ({ envelope, code, reason, segment, field }: Verdict, id: string, at: Date) =>
  buildAck({
    inReplyTo: envelope,
    code,
    // MSH-10 holds 20 characters.
    controlId: id.replaceAll('-', '').slice(0, 20),
    at,
    error: reason ? { reason, segment, field } : undefined,
  })
