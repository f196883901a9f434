import { z } from 'zod'

const flag = z
  .enum(['true', 'false', ''])
  .default('false')
  .transform((value) => value === 'true')
const optional = z
  .string()
  .optional()
  .transform((value) => value || undefined)

const Env = z
  .object({
    NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
    PORT: z.coerce.number().int().min(0).max(65535).default(3000),
    HOST: optional,
    /** Public address, `https://cordee.example`; without it only this machine is served. */
    ORIGIN: z.url().optional(),
    /** Addresses of the load balancers in front, as Express writes them; their X-Forwarded-For is believed. */
    TRUSTED_PROXIES: z.string().default('loopback'),
    CORDEE_DEMO: flag,
    CORDEE_SECRET: z.string().min(32, 'at least 32 characters, the same for every process'),
    /** Folder of documents when no object store is set. */
    CORDEE_DATA: z.string().default('.data'),
    DATABASE_URL: z.url(),
    DATABASE_DIRECT_URL: z.url(),
    DATABASE_IDENTITY_URL: z.url(),
    DATABASE_POOL: z.coerce.number().int().min(1).max(200).default(10),
    REDIS_URL: optional,
    S3_ENDPOINT: optional,
    S3_BUCKET: optional,
    S3_REGION: z.string().default('eu-west-3'),
    S3_ACCESS_KEY_ID: optional,
    S3_SECRET_ACCESS_KEY: optional,
    SMTP_URL: optional,
    MAIL_FROM: z.string().default('Cordée <ne-pas-repondre@cordee.invalid>'),
    /** Largest file that a screen takes, in megabytes. */
    UPLOAD_MAX_MB: z.coerce.number().int().min(1).max(2000).default(50),
    /** A ClamAV daemon; what is uploaded is shown to it before it is kept. */
    CLAMAV_HOST: optional,
    CLAMAV_PORT: z.coerce.number().int().min(1).max(65535).default(3310),
    /** How long a mail at once waits for what belongs to it; a demonstration waits for a few seconds only. */
    NEWS_GATHER_SECONDS: z.coerce.number().int().min(0).max(3600).optional(),
    BREACHED_PASSWORDS_URL: optional,
    /** Pro Santé Connect (OpenID Connect): with the three, it is offered at sign-in. */
    PSC_ISSUER: optional,
    PSC_CLIENT_ID: optional,
    PSC_CLIENT_SECRET: optional,
    /** Level of authentication asked for and demanded. */
    PSC_ACR: z.string().default('eidas1'),
    /** Public keys of secrets this server had before, as `audit:verify` prints them, with commas. */
    AUDIT_FORMER_KEYS: optional,
    MLLP_HOST: z.string().default('127.0.0.1'),
    /** `true` lets the MLLP listener take plain text off loopback, inside a private network. */
    MLLP_PLAIN_TEXT: flag,
    /** Files of the listener's certificate (with its chain) and key: with both, HL7 comes over TLS only. */
    MLLP_TLS_CERT: optional,
    MLLP_TLS_KEY: optional,
    /** File of the authorities whose certificates senders must show. */
    MLLP_TLS_CLIENT_CA: optional,
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .superRefine((env, problem) => {
    if (env.CORDEE_DEMO && env.ORIGIN && !isLoopback(env.ORIGIN))
      problem.addIssue({
        code: 'custom',
        path: ['CORDEE_DEMO'],
        message: 'opens accounts with one click and cannot stand at a public ORIGIN',
      })
    if (Boolean(env.MLLP_TLS_CERT) !== Boolean(env.MLLP_TLS_KEY))
      problem.addIssue({
        code: 'custom',
        path: ['MLLP_TLS_CERT'],
        message: 'and MLLP_TLS_KEY go together',
      })
    if (env.S3_BUCKET && !(env.S3_ACCESS_KEY_ID && env.S3_SECRET_ACCESS_KEY))
      problem.addIssue({
        code: 'custom',
        path: ['S3_BUCKET'],
        message: 'needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY',
      })
  })

export type Env = z.infer<typeof Env>

/** An admission and the ten results that follow it within minutes are one mail. */
export const newsGatherMs = (env: Pick<Env, 'NEWS_GATHER_SECONDS' | 'CORDEE_DEMO'>): number =>
  (env.NEWS_GATHER_SECONDS ?? (env.CORDEE_DEMO ? 5 : 180)) * 1000

const isLoopback = (origin: string) => ['localhost', '127.0.0.1', '[::1]'].includes(new URL(origin).hostname)

/** Reads the environment once; what is wrong is said by name, all of it, before anything starts. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const parsed = Env.safeParse(source)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`The environment is not complete (docs/operations.md):\n${lines.join('\n')}`)
}
