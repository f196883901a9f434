import { z } from 'zod'

/** What the rest of the product may know of regions and establishments. No I/O: the browser loads this too. */

export const ESTABLISHMENT_KINDS = [
  'hospital',
  'cancer_centre',
  'clinic',
  'radiology_centre',
  'practice',
  'laboratory',
  'coordination',
] as const
export type EstablishmentKind = (typeof ESTABLISHMENT_KINDS)[number]

export const ListEstablishments = z.object({
  /** Words of a name or a town, or the beginning of a FINESS. */
  q: z.string().trim().max(100).optional().catch(undefined),
  /** The last establishment of the page before. */
  after: z.uuid().optional().catch(undefined),
})
export type ListEstablishments = z.infer<typeof ListEstablishments>

export const RetryParkedEvent = z.object({ seq: z.coerce.number().int().positive() })
export type RetryParkedEvent = z.infer<typeof RetryParkedEvent>
