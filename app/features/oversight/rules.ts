import { DAY } from '#app/kernel/durations.ts'

// What the trail's rows mean, and which of them are unusual. Pure: no clock, no I/O.

/** What was done, as people say it. The trail itself keeps the exact code. */
export const ACCESS_KINDS = [
  'opening',
  'document',
  'search',
  'print',
  'export',
  'glass',
  'rights',
  'writing',
  'identity',
  'oversight',
  'sign_in',
  'other',
] as const
export type AccessKind = (typeof ACCESS_KINDS)[number]

/** The first that fits decides: an action by its whole code, or by how it begins (a dot or dash at its end). */
const CODES: [AccessKind, readonly string[]][] = [
  ['opening', ['record.patient.read']],
  ['document', ['record.document.read', 'record.trend.read']],
  ['search', ['record.search', 'record.patients.search', 'record.identity.match', 'oversight.patients.find']],
  [
    'print',
    ['record.document.print', 'record.summary.print', 'record.timeline.print', 'oversight.log.print'],
  ],
  ['export', ['oversight.log.export', 'record.document.download']],
  ['glass', ['oversight.glass.']],
  ['rights', ['record.relation.', 'record.consent.', 'record.choice.']],
  ['identity', ['record.file.', 'record.identity.']],
  ['writing', ['record.']],
  ['oversight', ['oversight.']],
  ['sign_in', ['identity.']],
]

const fits = (action: string, code: string) =>
  code.endsWith('.') ? action.startsWith(code) : action === code

export const kindOf = (action: string): AccessKind =>
  CODES.find(([, codes]) => codes.some((code) => fits(action, code)))?.[0] ?? 'other'

/** What a list of one kind asks the database for; what an earlier kind took is not asked again. */
export function codesOf(kind: AccessKind): { exact: string[]; prefixes: string[]; without: string[] } {
  const at = CODES.findIndex(([k]) => k === kind)
  const codes = CODES[at]?.[1] ?? []
  const before = CODES.slice(0, Math.max(at, 0)).flatMap(([, earlier]) => earlier)
  return {
    exact: codes.filter((code) => !code.endsWith('.')),
    prefixes: codes.filter((code) => code.endsWith('.')),
    without: before.filter((code) => codes.some((own) => own.endsWith('.') && code.startsWith(own))),
  }
}

export const isLate = (review: { verdict: string | null; dueAt: string }, now: Date): boolean =>
  (review.verdict === null || review.verdict === 'follow_up') && new Date(review.dueAt) < now

/** A list never reaches further back than one asks for, and nobody asks for ever. */
export const USUAL_PERIOD = 30 * DAY
export const LONGEST_PERIOD = 3 * 366 * DAY

const dayOf = (at: Date) => at.toISOString().slice(0, 10)

/** The days a list is about: what was asked, in order, never longer than is kept at hand. */
export function periodOf(asked: { from?: string; to?: string }, now: Date): { from: string; to: string } {
  const to = asked.to ?? dayOf(now)
  const from = asked.from ?? dayOf(new Date(new Date(to).getTime() - USUAL_PERIOD))
  const [first, last] = from <= to ? [from, to] : [to, from]
  const earliest = dayOf(new Date(new Date(last).getTime() - LONGEST_PERIOD))
  return { from: first < earliest ? earliest : first, to: last }
}
