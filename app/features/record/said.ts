import { z } from 'zod'

/** By which way something comes into a record. */
export const CHANNELS = ['hl7v2', 'screen', 'mail', 'fhir', 'import'] as const

/** Empty means "not said", as a form and a feed both write it. */
export const said = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .nullish()
    .transform((v) => v || null)

/** By which way something came in, and when. */
export const provenance = {
  channel: z.enum(CHANNELS),
  /** Id of the inbound message, when there is one. */
  messageId: z.uuid().nullish(),
  receivedAt: z.date(),
}
