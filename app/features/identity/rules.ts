import { DAY, HOUR, MINUTE, SECOND } from '#app/kernel/durations.ts'

// What is right at the door: times, rates, codes, passwords, addresses. Pure: no clock, no I/O.

/** A sign-in session ends this long after the last act of the person, and at the latest after `SESSION_LIFE`. */
export const IDLE_LIFE = 30 * MINUTE
export const SESSION_LIFE = 12 * HOUR
/** Each act would write a row; one a minute is enough, so a session lives 29 to 30 minutes after the last. */
export const EXTENDED_EVERY = MINUTE
/** Between the password and the code. */
export const SECOND_FACTOR_LIFE = 10 * MINUTE
export const CODES_PER_STEP = 5
export const RESET_LIFE = 30 * MINUTE
/** A link in a mail waits for somebody's return from leave; a letter is days on its way. */
export const INVITATION_LIFE = 14 * DAY
export const LETTER_LIFE = 30 * DAY
export const CODES_PER_LETTER = 5
/** Sixty bits, and five tries. */
export const LETTER_CODE_LETTERS = 12
export const RESET_REQUEST_LIFE = 2 * DAY
export const CHALLENGE_LIFE = 5 * MINUTE
/** From the software's ticket to the patient, with a sign-in between if need be. */
export const CALL_LIFE = 10 * MINUTE
/** Of a code and of the help it lets in alike. */
export const SUPPORT_LIFE = 30 * MINUTE
/** Forty bits, half an hour and ten tries. */
export const SUPPORT_CODE_LETTERS = 8
export const PASSKEYS_MOST = 10
export const KNOWN_DEVICE_LIFE = 365 * DAY

export const sessionEnds = (now: Date) => new Date(now.getTime() + SESSION_LIFE)

/** When an act at `now` lets the session end, never after its absolute end. */
export const idleEnd = (now: Date, endsAt: Date) =>
  new Date(Math.min(now.getTime() + IDLE_LIFE, endsAt.getTime()))

/**
 * Whether a request is an act of the person. Pages refresh themselves by GET every 45 seconds; if that
 * counted, nobody would ever be idle. A page opened or a form sent does, and so does the beat that a page
 * sends while keys and pointer move.
 */
export const isAct = (request: { method: string; accept: string | undefined }) =>
  !['GET', 'HEAD'].includes(request.method) || (request.accept ?? '').includes('text/html')

/** Points in a window. Whoever has used them waits until the window ends; success gives a point back. */
export type Limit = { points: number; window: number }

/**
 * By rate, so that nobody can lock a doctor out. A browser from which the person signed in before has only
 * its own limit: what strangers do elsewhere never counts against it.
 */
export const LIMITS = {
  passwordOnKnownDevice: { points: 10, window: 15 * MINUTE },
  passwordByAddress: { points: 100, window: 15 * MINUTE },
  passwordByEmailAndAddress: { points: 10, window: 15 * MINUTE },
  passwordByEmail: { points: 30, window: HOUR },
  codeOnKnownDevice: { points: 10, window: 15 * MINUTE },
  codeByPerson: { points: 10, window: HOUR },
  pscByAddress: { points: 30, window: 15 * MINUTE },
  resetByAddress: { points: 20, window: HOUR },
  resetByEmail: { points: 3, window: HOUR },
  invitationsByHouse: { points: 100, window: HOUR },
  activationByAddress: { points: 10, window: HOUR },
  activationByRpps: { points: 10, window: DAY },
  passkeyByAddress: { points: 100, window: 15 * MINUTE },
  callByAddress: { points: 60, window: 15 * MINUTE },
  supportByPerson: { points: 10, window: 15 * MINUTE },
  confirmByPerson: { points: 10, window: 15 * MINUTE },
} as const satisfies Record<string, Limit>
export type LimitName = keyof typeof LIMITS

/** What counts as one place: an IPv4 address, or the /64 that one IPv6 subscriber has. */
export function addressBlock(ip: string | null): string {
  if (!ip) return 'unknown'
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)
  if (mapped) return mapped[1]!
  if (!ip.includes(':')) return ip
  const [head = '', tail] = ip.toLowerCase().split('%')[0]!.split('::')
  const before = head ? head.split(':') : []
  const after = tail ? tail.split(':') : []
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after]
  return `${groups
    .slice(0, 4)
    .map((g) => g.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}

export const TOTP_PERIOD = 30 * SECOND
/** Letters and figures of recovery codes that nobody takes for another. */
export const RECOVERY_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
export const RECOVERY_LETTERS = 16
export const RECOVERY_CODES = 10
export const normalizeRecoveryCode = (typed: string) => typed.replace(/[\s.-]/g, '').toUpperCase()
export const isRecoveryCode = (typed: string) =>
  new RegExp(`^[${RECOVERY_ALPHABET}]{${RECOVERY_LETTERS}}$`).test(normalizeRecoveryCode(typed))

export const TOTP_DIGITS = 6
/** Clocks of phones drift: the step before and the one after are good too. */
const TOTP_DRIFT = 1

/** The steps whose code may be entered now and was not used yet; a code is good once (RFC 6238, 5.2). */
export function openTotpSteps(now: Date, lastStep: number | null): number[] {
  const current = Math.floor(now.getTime() / TOTP_PERIOD)
  const steps = []
  for (let step = current - TOTP_DRIFT; step <= current + TOTP_DRIFT; step++)
    if (lastStep === null || step > lastStep) steps.push(step)
  return steps
}

export const PASSWORD_MIN = 12
export const PASSWORD_MAX = 128
/** Of zxcvbn's 0 to 4: more than 10^8 guesses. */
export const PASSWORD_SCORE_MIN = 3
const OWN_CHARACTERS_MIN = 8

/** The same characters in the same form, however the keyboard wrote an accent. */
export const normalizePassword = (password: string) => password.normalize('NFKC')

/** One address has one spelling here: two accounts must not differ by a capital. */
export const normalizeEmail = (email: string) => email.trim().toLowerCase()

const fold = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()

/** The words by which others know a person: what an attacker tries first. */
export function personalWords(who: { email: string; givenName: string; familyName: string }): string[] {
  const words = [who.email.split('@')[0] ?? '', who.givenName, who.familyName].flatMap((text) =>
    fold(text).split(/[^a-z0-9]+/),
  )
  return [...new Set(words.filter((word) => word.length >= 3))]
}

/** Names joined with a few signs look long to an estimator; what is left without them is the secret. */
export function isMostlyPersonal(password: string, words: string[]): boolean {
  const rest = [...words, 'cordee']
    .sort((a, b) => b.length - a.length)
    .reduce((text, word) => text.replaceAll(word, ''), fold(password))
  return rest !== fold(password) && rest.replace(/[^a-z0-9]/g, '').length < OWN_CHARACTERS_MIN
}

export type PasswordFlaw = 'passwordTooShort' | 'passwordTooLong' | 'passwordPersonal'

/** What can be said of a password without a dictionary. */
export function passwordFlaw(password: string, words: string[]): PasswordFlaw | null {
  const length = [...normalizePassword(password)].length
  if (length < PASSWORD_MIN) return 'passwordTooShort'
  if (length > PASSWORD_MAX) return 'passwordTooLong'
  return isMostlyPersonal(password, words) ? 'passwordPersonal' : null
}

/** The device as a person would say it, from what the browser says of itself. */
export function describeDevice(userAgent: string | null): { browser: string | null; system: string | null } {
  const find = (names: [RegExp, string][]) =>
    names.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1] ?? null
  return { browser: find(BROWSERS), system: find(SYSTEMS) }
}

// In this order: Edge and Opera also say Chrome, Chrome also says Safari, iPads say Mac.
const BROWSERS: [RegExp, string][] = [
  [/Edg/, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS|Chromium/, 'Chrome'],
  [/Safari/, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

/** Whole minutes until something opens again, at least one: what a person is told to wait. */
export const minutesUntil = (at: number, now: number) => Math.max(1, Math.ceil((at - now) / MINUTE))
