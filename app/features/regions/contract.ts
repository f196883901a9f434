import { z } from 'zod'
import { isFinessValid, isSiretValid } from '#app/kernel/check-digits.ts'

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
  /** Only those that are closed. */
  closed: z.literal('1').optional().catch(undefined),
})
export type ListEstablishments = z.infer<typeof ListEstablishments>

export const RetryParkedEvent = z.object({ seq: z.coerce.number().int().positive() })
export type RetryParkedEvent = z.infer<typeof RetryParkedEvent>

const blank = (value: unknown) => (value === '' || value === null ? undefined : value)
const digits = (valid: (number: string) => boolean) =>
  z.preprocess(
    (value) => blank(typeof value === 'string' ? value.replace(/\s/g, '').toUpperCase() : value),
    z.string().refine(valid).optional(),
  )
const name = z.string().trim().min(2).max(120)
const short = (max: number) => z.preprocess(blank, z.string().trim().max(max).optional())

/** Numbers are checked by their keys; a practice has no FINESS as a rule and is known by its SIRET. */
export const AddEstablishment = z
  .object({
    name,
    kind: z.enum(ESTABLISHMENT_KINDS),
    finess: digits(isFinessValid),
    legalFiness: digits(isFinessValid),
    siret: digits(isSiretValid),
    city: short(80),
    phone: short(30),
  })
  .refine((e) => e.finess || e.siret, { path: ['finess'] })
export type AddEstablishment = z.infer<typeof AddEstablishment>

export const EstablishmentForm = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('change'), name, city: short(80), phone: short(30) }),
  z.object({ intent: z.literal('suspend') }),
  z.object({ intent: z.literal('resume') }),
  z.object({ intent: z.literal('close') }),
])
export type EstablishmentForm = z.infer<typeof EstablishmentForm>

export const ESTABLISHMENT_STATES = ['open', 'suspended', 'closed'] as const
export type EstablishmentState = (typeof ESTABLISHMENT_STATES)[number]
