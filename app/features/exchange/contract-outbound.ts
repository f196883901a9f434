import { z } from 'zod'

// What Cordée sends to an establishment's own software; part of contract.ts.

export const OUTBOUND_STATES = ['waiting', 'acknowledged', 'parked', 'dropped'] as const
export type OutboundState = (typeof OUTBOUND_STATES)[number]

export const OUTBOUND_CHARSETS = ['UNICODE UTF-8', '8859/1', '8859/15'] as const

const tick = z
  .enum(['on', ''])
  .optional()
  .transform((value) => value === 'on')
/** HD parts of MSH: no delimiters in them. */
const station = z
  .string()
  .trim()
  .max(60)
  .regex(/^[^|^~\\&\p{Cc}]*$/u)

/** A name or an address, nothing else: no scheme, no path. */
export const SaveOutbound = z.object({
  host: z
    .string()
    .trim()
    .min(1)
    .max(253)
    .regex(/^[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$/i),
  port: z.coerce.number().int().min(1).max(65_535),
  usesTls: tick,
  isEnabled: tick,
  charset: z.enum(OUTBOUND_CHARSETS),
  receivingApplication: station,
  receivingFacility: station,
})
export type SaveOutbound = z.infer<typeof SaveOutbound>

const of = <I extends string>(intent: I) => ({ intent: z.literal(intent) })

/** What a technician may ask of the page of what goes out. */
export const OutboundDecision = z.discriminatedUnion('intent', [
  SaveOutbound.extend(of('save')),
  z.object(of('test')),
  z.object({ ...of('retry'), messageId: z.uuid() }),
  z.object({ ...of('drop'), messageId: z.uuid() }),
])
export type OutboundDecision = z.infer<typeof OutboundDecision>
