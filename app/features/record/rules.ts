import { insKey } from '#app/kernel/check-digits.ts'
import { MINUTE } from '#app/kernel/durations.ts'
import type { FilingOutcome } from './contract.ts'

/** A name as it is searched: twin of `app.fold` in the database; a test holds the two together. */
export const fold = (value: string): string =>
  value
    .normalize('NFD')
    .replaceAll('œ', 'oe')
    .replaceAll('Œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('Æ', 'ae')
    .replaceAll('ß', 'ss')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()

/** The words of a name: hyphens, apostrophes and blanks all part them. */
export const wordsOf = (value: string): string[] => [
  ...new Set(
    fold(value)
      .split(/[^a-z0-9]+/)
      .filter(Boolean),
  ),
]

export type PatientQuery = {
  words: string[]
  /** YYYY-MM-DD */
  birthDate: string | null
  /** 15 characters; a number typed without its key gets it. */
  insMatricule: string | null
  localId: string | null
}

const MAX_WORDS = 5

/** What someone typed into the one search field: words, INS, birth date and local id, in any order. */
export function parsePatientQuery(typed: string): PatientQuery {
  let rest = ` ${typed.normalize('NFC').replace(/\s+/g, ' ').trim()} `
  const take = (pattern: RegExp, accept: (match: RegExpExecArray) => string | null) => {
    const match = pattern.exec(rest)
    const found = match && accept(match)
    if (found) rest = rest.replace(match[0], ' ')
    return found || null
  }
  const birthDate =
    take(/(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)/, ([, d, m, y]) => calendarDay(y, m, d)) ??
    take(/(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/, ([, y, m, d]) => calendarDay(y, m, d))
  const ins = take(
    /(?<![\da-z])[1-478](?: ?\d){4} ?(?:\d ?\d|2 ?[ab])(?: ?\d){6}(?:(?: ?\d){2})?(?![\da-z])/i,
    ([match]) => match,
  )
  const left = rest.trim().split(' ').filter(Boolean)
  // Thirteen digits in one go may as well be an establishment's own number: both are looked for.
  const localId = left.find((word) => /\d/.test(word)) ?? (ins && !ins.includes(' ') ? ins : null)
  const words = wordsOf(left.filter((word) => !/\d/.test(word)).join(' ')).slice(0, MAX_WORDS)
  return { words, birthDate, insMatricule: ins && asMatricule(ins), localId }
}

/** Too little to look for: a single letter would list a tenth of a hospital. */
export const isSearchable = (query: PatientQuery): boolean =>
  Boolean(query.birthDate || query.insMatricule || query.localId) || query.words.some((w) => w.length >= 2)

function calendarDay(year = '', month = '', day = ''): string | null {
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const date = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null
}

/** A wrong key stays as typed: some feeds send one, and the patient must be found all the same. */
function asMatricule(typed: string): string {
  const characters = typed.replaceAll(' ', '').toUpperCase()
  return characters.length === 13 ? characters + insKey(characters) : characters
}

/** A later opening within half an hour is the same visit: what was new stays marked while one reads. */
export const VISIT_PAUSE_MS = 30 * MINUTE
/** An entry committed late was begun early. */
export const VISIT_OVERLAP_MS = 2 * MINUTE

export type HeldDocument = {
  entryId: string
  uniqueId: string | null
  replacesUniqueId: string | null
  sha256: string
  isCurrent: boolean
  /** What it says it replaces was here, and was replaced. */
  hasReplaced: boolean
}
export type IncomingDocument = Pick<HeldDocument, 'uniqueId' | 'replacesUniqueId' | 'sha256'>

export type FilingPlan =
  | {
      outcome: 'known'
      entryId: string
      /** It came without its producer's id so far: this one brings it. */
      bringsId: boolean
    }
  | {
      outcome: Exclude<FilingOutcome, 'known'>
      /** Current entries whose place it takes. */
      takesPlaceOf: string[]
      /** The entry it stands before, when the newer one came first. */
      supersededBy: string | null
    }

/** Who numbered a document: nobody (an upload, a contribution), the export it was imported from, its producer. */
const numberingOf = (uniqueId: string | null, entryId?: string): number =>
  uniqueId === null || uniqueId === entryId ? 0 : uniqueId.startsWith('fhir:') ? 1 : 2

/**
 * What an incoming document is among those this establishment already filed for this patient: `held` are
 * those with its bytes, with its id, with the id it replaces, or that say they replace it. Two ids of one
 * numbering tell two documents apart whatever the bytes; else the same bytes are the same document.
 */
export function planFiling(incoming: IncomingDocument, held: readonly HeldDocument[]): FilingPlan {
  const { uniqueId, replacesUniqueId } = incoming
  const alike = held.filter((d) => d.sha256 === incoming.sha256)
  const same = alike.find((d) => uniqueId === null || d.uniqueId === uniqueId || d.entryId === uniqueId)
  if (same) return { outcome: 'known', entryId: same.entryId, bringsId: false }

  const takesPlaceOf = held
    .filter((d) => replacesUniqueId !== null && d.uniqueId === replacesUniqueId && d.isCurrent)
    .map((d) => d.entryId)
  const isVersionUnderSameId = uniqueId !== null && replacesUniqueId === uniqueId
  const newer =
    uniqueId === null || isVersionUnderSameId
      ? undefined
      : held.find((d) => d.replacesUniqueId === uniqueId && !d.hasReplaced)
  const numbering = numberingOf(uniqueId)
  const otherWay = alike.find((d) => d.isCurrent && numberingOf(d.uniqueId, d.entryId) !== numbering)
  if (otherWay) {
    const bringsId = numberingOf(otherWay.uniqueId, otherWay.entryId) < numbering
    // Its word on versions must be followed: then it is filed for itself, in the place of what was brought by hand.
    const settlesVersions = bringsId && (newer !== undefined || takesPlaceOf.length > 0)
    if (!settlesVersions) return { outcome: 'known', entryId: otherWay.entryId, bringsId }
    takesPlaceOf.push(otherWay.entryId)
  }
  if (newer) return { outcome: 'superseded', takesPlaceOf, supersededBy: newer.entryId }
  if (takesPlaceOf.length > 0) return { outcome: 'replaced', takesPlaceOf, supersededBy: null }
  const isBeside = uniqueId !== null && held.some((d) => d.uniqueId === uniqueId && d.isCurrent)
  return {
    outcome: isBeside && !isVersionUnderSameId ? 'beside' : 'filed',
    takesPlaceOf: [],
    supersededBy: null,
  }
}

export type StayPassage = {
  entryMode: string | null
  origin: string | null
  exitMode: string | null
  destination: string | null
  originFiness: string | null
  destinationFiness: string | null
}
export type StayFacts = StayPassage & {
  patientClass: string
  unit: string | null
  attendingName: string | null
  attendingRpps: string | null
  admittedAt: Date
  dischargedAt: Date | null
  cancelledAt: Date | null
}
type SaidOfStay = Partial<Omit<StayFacts, 'cancelledAt'>> & { isCancelled?: boolean; receivedAt: Date }

/** What is known of a stay after one more message: left out stays as it was, null is no more. */
export function mergeStay(
  known: StayFacts | null,
  said: SaidOfStay,
): { facts: StayFacts; isChanged: boolean } {
  const before = known ?? {
    patientClass: 'N',
    unit: null,
    attendingName: null,
    attendingRpps: null,
    admittedAt: said.receivedAt,
    dischargedAt: null,
    cancelledAt: null,
    entryMode: null,
    origin: null,
    exitMode: null,
    destination: null,
    originFiness: null,
    destinationFiness: null,
  }
  const { isCancelled, receivedAt, ...facts } = said
  const pick = <K extends keyof typeof facts & keyof StayFacts>(key: K): StayFacts[K] =>
    (facts[key] === undefined ? before[key] : facts[key]) as StayFacts[K]
  const cancelledAt =
    isCancelled === undefined ? before.cancelledAt : isCancelled ? (before.cancelledAt ?? receivedAt) : null
  const after: StayFacts = {
    patientClass: pick('patientClass'),
    unit: pick('unit'),
    attendingName: pick('attendingName'),
    attendingRpps: pick('attendingRpps'),
    admittedAt: pick('admittedAt'),
    dischargedAt: pick('dischargedAt'),
    entryMode: pick('entryMode'),
    origin: pick('origin'),
    exitMode: pick('exitMode'),
    destination: pick('destination'),
    originFiness: pick('originFiness'),
    destinationFiness: pick('destinationFiness'),
    cancelledAt,
  }
  const isChanged =
    known === null || (Object.keys(after) as (keyof StayFacts)[]).some((k) => !isSame(after[k], known[k]))
  return { facts: after, isChanged }
}

const isSame = (a: unknown, b: unknown) =>
  a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b
