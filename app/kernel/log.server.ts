import pino from 'pino'

/**
 * Structured logs without patient data: ids, codes, durations. Errors are written as name, code and stack,
 * never the message of a database error, which holds its parameters.
 */
export const log = pino({
  level: process.env.LOG_LEVEL ?? (process.env.NODE_ENV === 'test' ? 'silent' : 'info'),
  base: { pid: process.pid },
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (level) => ({ level }) },
  serializers: { err: describeError },
})

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
