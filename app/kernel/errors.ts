const BRAND = Symbol.for('cordee.domain-error')

const statusByCode = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  stale: 409,
  invalid: 422,
  rate_limited: 429,
  unavailable: 503,
} as const

export type ErrorCode = keyof typeof statusByCode

/**
 * A refusal the caller can act on. Anything else that is thrown is a bug and becomes a 500.
 * `reason` is an i18n key under `errors.`; `details` may be shown, so it never holds clinical text.
 */
export class DomainError extends Error {
  readonly [BRAND] = true
  override readonly name = 'DomainError'
  readonly code: ErrorCode
  readonly reason: string
  readonly details: Record<string, string | number>

  constructor(code: ErrorCode, reason: string, details: Record<string, string | number> = {}) {
    super(`${code}: ${reason}`)
    this.code = code
    this.reason = reason
    this.details = details
  }

  get status() {
    return statusByCode[this.code]
  }
}

/** By brand, not `instanceof`: the Remix bundle and a script may each hold their own copy of the class. */
export function isDomainError(error: unknown): error is DomainError {
  return typeof error === 'object' && error !== null && BRAND in error
}
