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
  [
    'document',
    ['record.document.read', 'record.trend.read', 'referrals.referral.read', 'referrals.document.read'],
  ],
  ['search', ['record.search', 'record.patients.search', 'record.identity.match', 'oversight.patients.find']],
  [
    'print',
    [
      'record.document.print',
      'record.summary.print',
      'record.timeline.print',
      'record.before.print',
      'record.urgent.print',
      'oversight.log.print',
      'referrals.referral.print',
    ],
  ],
  ['export', ['oversight.log.export', 'record.document.export', 'exchange.document.send']],
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

export const UNUSUAL_RULES = ['same_surname', 'neighbour', 'colleague', 'mass_reading'] as const
export type UnusualRule = (typeof UNUSUAL_RULES)[number]

/** What the trail and the identities say of one person's openings of one patient. */
export type PairFacts = {
  sameSurname: boolean
  /** How many patients of the house bear the professional's surname, counted up to 200. */
  namesakes: number
  sameStreet: boolean
  isColleague: boolean
  /** The right that the person holds in person, if any: care explains much. */
  ownBasis: string | null
}

/** What each sign weighs, what takes from it, and from where on somebody looks. Changed here, and nowhere else. */
export const UNUSUAL_WEIGHTS = {
  same_surname: 40,
  neighbour: 50,
  colleague: 60,
  /** A surname that many bear says little of kinship. */
  commonSurname: { from: 50, less: 25 },
  /** A doctor's own patients may well be neighbours. */
  ownBasis: {
    declared_gp: 45,
    designation: 35,
    care_circle: 30,
    referral: 30,
    transfer: 30,
    board_case: 30,
    stay: 30,
  } as Record<string, number>,
  from: 30,
}

export function judgePair(facts: PairFacts): { rule: UnusualRule; score: number }[] {
  const less = facts.ownBasis ? (UNUSUAL_WEIGHTS.ownBasis[facts.ownBasis] ?? 0) : 0
  const common =
    facts.namesakes >= UNUSUAL_WEIGHTS.commonSurname.from ? UNUSUAL_WEIGHTS.commonSurname.less : 0
  const signs: [boolean, 'same_surname' | 'neighbour' | 'colleague', number][] = [
    [facts.sameSurname, 'same_surname', common],
    [facts.sameStreet, 'neighbour', 0],
    [facts.isColleague, 'colleague', 0],
  ]
  return signs
    .filter(([isSo]) => isSo)
    .map(([, rule, minus]) => ({ rule, score: UNUSUAL_WEIGHTS[rule] - minus - less }))
    .filter(({ score }) => score >= UNUSUAL_WEIGHTS.from)
}

/** Below this many patients a day nobody is asked, however few others open. */
export const MASS_FLOOR: Record<string, number> = {
  doctor: 60,
  nurse_coordinator: 80,
  secretary: 120,
  board_coordinator: 120,
  identity_vigilance: 200,
}
const MASS_FLOOR_OF_OTHERS = 60
export const MASS_FACTOR = 3

/** Many more patients in a day than people of this role usually open. Zero: nothing unusual. */
export function judgeVolume({
  role,
  patients,
  usual,
}: {
  role: string
  patients: number
  usual: number
}): number {
  const limit = Math.max(MASS_FLOOR[role] ?? MASS_FLOOR_OF_OTHERS, MASS_FACTOR * usual)
  return patients > limit ? Math.min(100, Math.round((50 * patients) / limit)) : 0
}
