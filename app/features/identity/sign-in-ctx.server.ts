import type { Locale } from '#app/kernel/actor.ts'
import type { Env } from '#app/kernel/env.server.ts'
import { deriveKey } from '#app/kernel/secrets.server.ts'
import { addDbTime } from '#app/kernel/timing.server.ts'
import type { Db } from '#db/client.ts'
import { signInEvents } from '#db/schema/identity.ts'
import type { Tx } from '#db/scope.ts'

/** What does not change from one request to the next. */
export type SignInSettings = {
  keys: Record<
    'totp' | 'device' | 'rate' | 'mail' | 'handshake' | 'recovery' | 'activation' | 'call' | 'support',
    Buffer
  >
  /** Accounts that open with one click, and a mailbox anybody may read. */
  isDemonstration: boolean
  /** Cookies over TLS only. */
  isSecure: boolean
  /** Where links in mails lead. */
  publicUrl: string
  breachedPasswordsUrl: string | undefined
}

/**
 * What sign-in has instead of a Ctx: no region is known yet, so it works on the sign-in tables alone, in
 * their own pool, and writes its own trail.
 */
export type SignInCtx = {
  settings: SignInSettings
  now: () => Date
  requestId: string
  ip: string | null
  userAgent: string | null
  locale: Locale
  /** The token that this browser keeps from earlier sign-ins. */
  deviceToken: string | null
  read: <T>(work: (db: Db) => Promise<T>) => Promise<T>
  write: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  /** Cuts the sockets of sign-in sessions that have ended, in every process. */
  endSockets: (signInIds: string[]) => void
}

type SignInCtxInput = Pick<SignInCtx, 'settings' | 'requestId' | 'locale'> &
  Partial<Pick<SignInCtx, 'now' | 'ip' | 'userAgent' | 'deviceToken' | 'endSockets'>> & { db: Db }

export function createSignInCtx({ db, ...about }: SignInCtxInput): SignInCtx {
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now()
    try {
      return await work()
    } finally {
      addDbTime(performance.now() - startedAt)
    }
  }
  return {
    now: () => new Date(),
    ip: null,
    userAgent: null,
    deviceToken: null,
    endSockets: () => {},
    ...about,
    read: (work) => timed(() => work(db)),
    write: (work) => timed(() => db.transaction(work)),
  }
}

/** The same context inside a transaction that is open already: what it is given to write commits with it. */
export const joinSignInCtx = (ctx: SignInCtx, tx: Tx): SignInCtx => ({
  ...ctx,
  // A transaction does all that a pool does here, but end.
  read: (work) => work(tx as unknown as Db),
  write: (work) => work(tx),
})

type SettingsEnv = Pick<Env, 'CORDEE_SECRET' | 'CORDEE_DEMO' | 'PORT'> &
  Partial<Pick<Env, 'ORIGIN' | 'BREACHED_PASSWORDS_URL'>>

export const signInSettings = (env: SettingsEnv): SignInSettings => ({
  keys: {
    totp: deriveKey(env.CORDEE_SECRET, 'identity.totp'),
    device: deriveKey(env.CORDEE_SECRET, 'identity.device'),
    rate: deriveKey(env.CORDEE_SECRET, 'identity.rate'),
    mail: deriveKey(env.CORDEE_SECRET, 'identity.mail'),
    recovery: deriveKey(env.CORDEE_SECRET, 'identity.recovery'),
    activation: deriveKey(env.CORDEE_SECRET, 'identity.activation'),
    handshake: deriveKey(env.CORDEE_SECRET, 'identity.handshake'),
    call: deriveKey(env.CORDEE_SECRET, 'identity.call'),
    support: deriveKey(env.CORDEE_SECRET, 'identity.support'),
  },
  isDemonstration: env.CORDEE_DEMO,
  isSecure: env.ORIGIN?.startsWith('https:') ?? false,
  publicUrl: env.ORIGIN ?? `http://localhost:${env.PORT}`,
  breachedPasswordsUrl: env.BREACHED_PASSWORDS_URL,
})

export type SignInAction =
  | 'identity.password.check'
  | 'identity.password.change'
  | 'identity.password-reset.request'
  | 'identity.password.reset'
  | 'identity.second-factor.check'
  | 'identity.second-factor.enrol'
  | 'identity.recovery-codes.renew'
  | 'identity.recovery-code.use'
  | 'identity.pro-sante-connect.check'
  | 'identity.session.open'
  | 'identity.session.end'
  | 'identity.session.revoke'
  | 'identity.person.join'
  | 'identity.account.create'
  | 'identity.account.disable'
  | 'identity.account.take-over'
  | 'identity.invitation.accept'
  | 'identity.activation.check'
  | 'identity.second-factor.reset'
  | 'identity.passkey.add'
  | 'identity.passkey.remove'
  | 'identity.passkey.check'
  | 'identity.call.check'
  | 'identity.support.check'

/** Ids and short codes only: an address that somebody typed may be anything, a password too. */
export async function noteEvent(
  tx: Pick<Tx, 'insert'>,
  ctx: SignInCtx,
  action: SignInAction,
  about: { personId: string | null; outcome?: 'done' | 'refused'; detail?: Record<string, string | number> },
): Promise<void> {
  await tx.insert(signInEvents).values({
    at: ctx.now(),
    personId: about.personId,
    action,
    outcome: about.outcome ?? 'done',
    ip: ctx.ip,
    userAgent: ctx.userAgent?.slice(0, 300),
    requestId: ctx.requestId,
    detail: about.detail ?? {},
  })
}
