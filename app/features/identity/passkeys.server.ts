import { and, desc, eq, gt } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { passkeyChallenges, passkeys } from '#db/schema/identity.ts'
import type { Tx } from '#db/scope.ts'
import { CHALLENGE_LIFE } from './rules.ts'
import type { SignInCtx, SignInSettings } from './sign-in-ctx.server.ts'
import { hashToken } from './tokens.server.ts'

// What passkeys have in common. A challenge is good once and for a few minutes; a key is bound to this site's name.

export type Passkey = typeof passkeys.$inferSelect

/** The site that a key is for: the host of the public address, and that very origin. */
export const siteOf = ({ publicUrl }: Pick<SignInSettings, 'publicUrl'>) => ({
  id: new URL(publicUrl).hostname,
  origin: new URL(publicUrl).origin,
  name: 'Cordée',
})

export const keepChallenge = (ctx: SignInCtx, challenge: string, personId: string | null) =>
  ctx.write(async (tx) => {
    await tx.insert(passkeyChallenges).values({
      id: hashToken(challenge),
      personId,
      expiresAt: new Date(ctx.now().getTime() + CHALLENGE_LIFE),
    })
  })

/** Takes the challenge that an answer names: of two answers with one challenge the second finds none. */
export async function takeChallenge(
  tx: Tx,
  ctx: SignInCtx,
  clientData: string,
  personId: string | null,
): Promise<string> {
  const challenge = challengeIn(clientData)
  const [taken] = challenge
    ? await tx
        .delete(passkeyChallenges)
        .where(
          and(eq(passkeyChallenges.id, hashToken(challenge)), gt(passkeyChallenges.expiresAt, ctx.now())),
        )
        .returning({ personId: passkeyChallenges.personId })
    : []
  if (!challenge || !taken || taken.personId !== personId) throw refused()
  return challenge
}

/** Only to find the row: that the key has signed it is verified with it. */
function challengeIn(clientData: string): string | null {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientData, 'base64url').toString('utf8'))
    return typeof challenge === 'string' ? challenge : null
  } catch {
    return null
  }
}

export const refused = (cause?: unknown) =>
  Object.assign(new DomainError('unauthenticated', 'identity.passkeyRefused'), { cause })

export const listPasskeys = (ctx: SignInCtx, personId: string): Promise<Passkey[]> =>
  ctx.read((db) =>
    db
      .select()
      .from(passkeys)
      .where(eq(passkeys.personId, personId))
      .orderBy(desc(passkeys.createdAt))
      .limit(50),
  )
