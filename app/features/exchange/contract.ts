import { z } from 'zod'
import { defineEvent } from '#app/kernel/events.ts'

/** What the rest of the product may know of the feeds. Envelopes only: no content leaves the inbox here. */

/** A larger message is refused by name: no document of care is. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024

export const MESSAGE_STATES = ['waiting', 'filed', 'blocked', 'ignored', 'refused'] as const
export type MessageState = (typeof MESSAGE_STATES)[number]

/** A message is in the inbox and its sender has the answer. */
export const MessageReceived = defineEvent('exchange.message.received', {
  connectionId: z.uuid(),
  messageId: z.uuid(),
  stream: z.string(),
})
/** The inbox moved: filed, blocked, or decided upon. For the screens of who watches the connection. */
export const InboxMoved = defineEvent('exchange.inbox.moved', { connectionId: z.uuid() })

/** Taking up again what waits, a page of streams at a time. */
export const StreamsWaiting = defineEvent('exchange.streams.waiting', {
  connectionId: z.uuid(),
  after: z.string().optional(),
})
/** Working hours went by without a message: somebody should look at the sender. */
export const ConnectionFellSilent = defineEvent('exchange.connection.fell-silent', { connectionId: z.uuid() })
/** Something on its way to the establishment's software moved on. For the screens of who watches. */
export const OutboundMoved = defineEvent('exchange.outbound.moved', { messageId: z.uuid() })
/** A technician wants it sent now. */
export const OutboundDue = defineEvent('exchange.outbound.due', {
  messageId: z.uuid(),
  establishmentId: z.uuid(),
})
/** A local unit means another one from now on. */
export const UnitMapped = defineEvent('exchange.unit.mapped', {
  connectionId: z.uuid(),
  /** Under which the unit stood until now, and what it is called from now on. */
  former: z.string(),
  name: z.string(),
})

export const RetryMessage = z.object({ messageId: z.uuid() })
export type RetryMessage = z.infer<typeof RetryMessage>

export const SkipMessage = z.object({ messageId: z.uuid(), reason: z.string().trim().min(5).max(200) })
export type SkipMessage = z.infer<typeof SkipMessage>

/** A day and hour as a form gives it, in the establishment's zone. */
const wallTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/)
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const of = <I extends string>(intent: I) => ({ intent: z.literal(intent) })

export const CHARSETS = ['UNICODE UTF-8', '8859/1', '8859/15'] as const
export const SAME_DOCUMENT_IDS = ['beside', 'version'] as const
const orNull = z
  .string()
  .trim()
  .max(180)
  .transform((said) => said || null)

/** Who sends, and how it writes: what may be corrected later. */
export const DescribeConnection = z.object({
  name: z.string().trim().min(2).max(80),
  /** MSH-3 and MSH-4; empty takes whatever comes. */
  sendingApplication: orNull,
  sendingFacility: orNull,
  defaultCharset: z.enum(CHARSETS),
  patientAuthority: orNull,
  sameDocumentId: z.enum(SAME_DOCUMENT_IDS),
})
export type DescribeConnection = z.infer<typeof DescribeConnection> & { connectionId: string }

/** A new connection. Its id is the form's: sent twice it is one. */
export const DeclareConnection = DescribeConnection.extend({
  connectionId: z.uuid(),
  protocol: z.enum(['mllp', 'https']),
  port: z
    .literal('')
    .transform(() => null)
    .or(z.coerce.number().int().min(1024).max(65_535))
    .default(null),
  acceptsTest: z
    .literal('on')
    .optional()
    .transform((said) => said === 'on'),
}).refine(({ protocol, port }) => protocol === 'https' || port !== null, { path: ['port'] })
export type DeclareConnection = z.infer<typeof DeclareConnection>

export const SaveConnection = z.object({
  /** Empty: nobody is told of a silence. */
  silenceMinutes: z
    .literal('')
    .transform(() => null)
    .or(
      z.coerce
        .number()
        .int()
        .min(5)
        .max(7 * 24 * 60),
    ),
  mode: z.enum(['live', 'initial_load']),
  loadRate: z.coerce.number().int().min(1).max(1000),
})
export type SaveConnection = z.infer<typeof SaveConnection> & { connectionId: string }

export const SaveExchangeSettings = z.object({
  keepMessagesDays: z.coerce.number().int().min(7).max(3650),
  /** ISO days of the week, 1 is Monday. */
  workingDays: z.string().regex(/^[1-7]{1,7}$/),
  workingFrom: clock,
  workingUntil: clock.or(z.literal('24:00')),
})
export type SaveExchangeSettings = z.infer<typeof SaveExchangeSettings>

/** What a local code means. Empty: nothing any more. `new`: a unit that is made known by this. */
export const MapCode = z.object({
  mappingId: z.uuid(),
  target: z.string().trim().max(100),
  newUnit: z.string().trim().max(200).optional(),
})
export type MapCode = z.infer<typeof MapCode> & { connectionId: string }

/** What a technician may ask of the page of one connection. */
export const ConnectionDecision = z.discriminatedUnion('intent', [
  RetryMessage.extend(of('retry')),
  SkipMessage.extend(of('skip')),
  z.object(of('pause')),
  z.object(of('resume')),
  z.object({ ...of('replay'), messageId: z.uuid() }),
  z.object({ ...of('replayRange'), from: wallTime, until: wallTime }),
  z.object({ ...of('clearFlag'), code: z.string().max(100) }),
  MapCode.extend(of('map')),
  z.object({ ...of('createToken'), label: z.string().trim().min(2).max(80) }),
  z.object({ ...of('revokeToken'), tokenId: z.uuid() }),
  z.object(of('test')),
  DescribeConnection.extend(of('describe')),
  SaveConnection.extend(of('save')),
  SaveExchangeSettings.extend(of('saveSettings')),
])
export type ConnectionDecision = z.infer<typeof ConnectionDecision>
