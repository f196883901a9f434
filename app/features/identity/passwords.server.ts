import { createHash } from 'node:crypto'
import { type Algorithm, hash, parseOptions, verify } from '@node-rs/argon2'
import type { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { SECOND } from '#app/kernel/durations.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { log } from '#app/kernel/log.server.ts'
import { normalizePassword, PASSWORD_SCORE_MIN, passwordFlaw, personalWords } from './rules.ts'
import type { SignInCtx } from './sign-in-ctx.server.ts'

/**
 * argon2id with 46 MiB and two passes: above OWASP's least (19 MiB, two passes), about 30 ms on one core
 * of the test machine, and at most four at once, so 184 MiB (Node's pool of four threads).
 */
export const ARGON2 = { algorithm: 2 as Algorithm, memoryCost: 47_104, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string) => hash(normalizePassword(password), ARGON2)

let nobody: Promise<string> | undefined

/** The same work when there is no password to compare with: the time must not tell who has an account. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('')
  const matches = await verify(passwordHash ?? (await nobody), normalizePassword(password))
  return matches && passwordHash !== null
}

/** Whether a hash was made with other parameters than today's: it is renewed at the next sign-in. */
export function isOutdated(passwordHash: string): boolean {
  const { algorithm, memoryCost, timeCost, parallelism } = parseOptions(passwordHash)
  return (
    algorithm !== ARGON2.algorithm ||
    memoryCost !== ARGON2.memoryCost ||
    timeCost !== ARGON2.timeCost ||
    parallelism !== ARGON2.parallelism
  )
}

type Owner = { email: string; givenName: string; familyName: string }

/** Refuses what is short, personal, guessable or known from breaches; says which. */
export async function requireGoodPassword(ctx: SignInCtx, password: string, owner: Owner): Promise<void> {
  const words = personalWords(owner)
  const flaw = passwordFlaw(password, words)
  if (flaw) throw new DomainError('invalid', `identity.${flaw}`)

  const { score, sequence } = (await estimator()).check(normalizePassword(password), [...words, 'cordee'])
  if (score < PASSWORD_SCORE_MIN) {
    const [only, ...others] = sequence as { dictionaryName?: string }[]
    const isListed = others.length === 0 && only?.dictionaryName?.startsWith('passwords')
    throw new DomainError('invalid', isListed ? 'identity.passwordBreached' : 'identity.passwordWeak')
  }
  if (await isBreached(ctx, password)) throw new DomainError('invalid', 'identity.passwordBreached')
}

let loaded: Promise<ZxcvbnFactory> | undefined

/** Its dictionaries are large and seldom needed: loaded at first use. */
function estimator(): Promise<ZxcvbnFactory> {
  loaded ??= (async () => {
    const [{ ZxcvbnFactory }, common, french] = await Promise.all([
      import('@zxcvbn-ts/core'),
      import('@zxcvbn-ts/language-common'),
      import('@zxcvbn-ts/language-fr'),
    ])
    return new ZxcvbnFactory({
      dictionary: { ...common.dictionary, ...french.dictionary },
      graphs: common.adjacencyGraphs,
      // Its time grows with the square of the length and blocks the process; 64 characters decide enough.
      maxLength: 64,
    })
  })()
  return loaded
}

const RANGE_TIMEOUT_MS = 2 * SECOND

/**
 * Asks a list of breached passwords by the first five digits of the SHA-1 (k-anonymity, the format of
 * Have I Been Pwned). A list that does not answer must not keep people from choosing a password.
 */
async function isBreached({ settings }: SignInCtx, password: string): Promise<boolean> {
  if (!settings.breachedPasswordsUrl) return false
  const digest = createHash('sha1').update(normalizePassword(password)).digest('hex').toUpperCase()
  try {
    const answer = await fetch(new URL(digest.slice(0, 5), settings.breachedPasswordsUrl), {
      headers: { 'Add-Padding': 'true' },
      signal: AbortSignal.timeout(RANGE_TIMEOUT_MS),
    })
    if (!answer.ok) throw new Error(`status ${answer.status}`)
    const lines = (await answer.text()).split(/\r?\n/)
    // Padding lines carry a count of 0.
    return lines.some((line) => {
      const [suffix, count] = line.trim().toUpperCase().split(':')
      return suffix === digest.slice(5) && Number(count) > 0
    })
  } catch (error) {
    log.warn({ err: error }, 'list of breached passwords did not answer')
    return false
  }
}
