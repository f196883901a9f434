import { currentRequestId } from './timing.server.ts'

/** Logs a bug under the reference that the person who met it was shown. */
export function logUnexpected(error: unknown) {
  console.error(JSON.stringify({ level: 'error', requestId: currentRequestId(), ...describeError(error) }))
}

/**
 * What may be logged of an error: where, and its kind. Database errors carry the statement's values, which
 * are patient data, in `message`, `params`, `detail`; of those only the SQLSTATE and the constraint are kept.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error }
  const cause = error.cause as { code?: unknown; constraint_name?: unknown; constraint?: unknown } | undefined
  const code = (error as { code?: unknown }).code ?? cause?.code
  const isOfDatabase = 'query' in error || 'params' in error || 'severity' in error
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    kind: error.name,
    ...(isOfDatabase ? {} : { message: error.message }),
    ...(code ? { code } : {}),
    ...(cause?.constraint_name ? { constraint: cause.constraint_name } : {}),
    stack: frames.slice(0, 20).map((line) => line.trim()),
  }
}
