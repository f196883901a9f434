// As much of FHIR R4 as an import of a whole record reads. What a file says beyond it is left aside.

export type Coding = { system?: string; code?: string; display?: string }
export type Concept = { coding?: Coding[]; text?: string }
export type Reference = { reference?: string; display?: string }
export type Quantity = { value?: number; unit?: string; code?: string; comparator?: string }
export type Period = { start?: string; end?: string }

export type Resource = {
  resourceType: string
  id?: string
  status?: string
  meta?: { profile?: string[] }
  code?: Concept
  category?: Concept[] | Concept | string[]
  subject?: Reference
  patient?: Reference
  encounter?: Reference
  [key: string]: unknown
}

export type Bundle = { resourceType: 'Bundle'; entry?: { fullUrl?: string; resource?: Resource }[] }

export const asArray = <T>(value: T | T[] | null | undefined): T[] =>
  value === null || value === undefined ? [] : Array.isArray(value) ? value : [value]

export const textOf = (concept: Concept | undefined): string =>
  (
    concept?.text ||
    concept?.coding?.find((c) => c.display)?.display ||
    concept?.coding?.[0]?.code ||
    ''
  ).trim()

export const codesOf = (concept: Concept | undefined): string[] =>
  concept?.coding?.flatMap((c) => c.code ?? []) ?? []

/** The id at the end of a reference, whatever stands before it: urn:uuid:…, Patient/…, an address. */
export const idOf = (reference: Reference | undefined): string =>
  (reference?.reference ?? '')
    .replace(/^urn:uuid:/, '')
    .split('/')
    .at(-1) ?? ''

export const dateOf = (...said: unknown[]): Date | null => {
  for (const value of said) {
    if (typeof value !== 'string' || !value) continue
    const at = new Date(value)
    if (!Number.isNaN(at.getTime())) return at
  }
  return null
}

/** The day as it was written: a date has no zone, and an instant is shortened as its sender saw it. */
export const dayOf = (value: unknown): string | null =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? value.slice(0, 10) : null

export const uniqueIdOf = ({ resourceType, id }: Resource): string => `fhir:${resourceType}/${id}`
