import { randomBytes, randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { createAccount } from '#app/features/identity/commands/create-account.server.ts'
import { IDLE_LIFE } from '#app/features/identity/rules.ts'
import { createSignInCtx, type SignInCtx, signInSettings } from '#app/features/identity/sign-in-ctx.server.ts'
import type { Role } from '#app/kernel/actor.ts'
import { signInSessions } from '../schema/identity.ts'
import { aMember, anEstablishment, aRegion } from './factories.ts'
import type { TestDatabase } from './harness.ts'

// Arrangement for tests of the door. Hashing takes its time, so one password serves all.

export const GOOD_PASSWORD = 'girafe lampe torrent ficelle'

type Overrides = Partial<Pick<SignInCtx, 'now' | 'ip' | 'userAgent' | 'deviceToken' | 'endSockets'>> & {
  isDemonstration?: boolean
  breachedPasswordsUrl?: string
  origin?: string
}

export function aSignInCtx(
  t: TestDatabase,
  { isDemonstration, breachedPasswordsUrl, origin, ...more }: Overrides = {},
) {
  return createSignInCtx({
    db: t.identityDb,
    settings: signInSettings({
      CORDEE_SECRET: 'a secret of tests that opens nothing else',
      CORDEE_DEMO: isDemonstration ?? false,
      PORT: 3000,
      ORIGIN: origin,
      BREACHED_PASSWORDS_URL: breachedPasswordsUrl,
    }),
    requestId: 'test',
    locale: 'fr',
    ip: anIp(),
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    ...more,
  })
}

export const anIp = () => `198.51.${randomBytes(1)[0]}.${randomBytes(1)[0]}`

/** Someone who can sign in: member of one establishment, with password and authenticator. */
export async function anAccount(
  t: TestDatabase,
  { role = 'doctor' as Role, isEnrolled = true, password = GOOD_PASSWORD as string | undefined } = {},
) {
  const { id: regionId } = await aRegion(t)
  const establishment = await anEstablishment(t, regionId)
  const member = await aMember(t, { regionId, establishmentId: establishment.id, role })
  const email = `${randomUUID()}@example.test`
  const totpSecret = isEnrolled ? randomBytes(20) : undefined
  await createAccount(aSignInCtx(t), { personId: member.personId, email, password, totpSecret })
  return { ...member, email, totpSecret: totpSecret!, regionId, establishment }
}

/** Nobody has done anything for a while: what is left of a person's sign-ins, in milliseconds. */
export const leaveIdle = (t: TestDatabase, personId: string, leftMs: number) =>
  t.identityDb
    .update(signInSessions)
    .set({ lastSeenAt: new Date(Date.now() + leftMs - IDLE_LIFE), expiresAt: new Date(Date.now() + leftMs) })
    .where(eq(signInSessions.personId, personId))
