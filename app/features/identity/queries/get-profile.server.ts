import { eq } from 'drizzle-orm'
import { signInAccounts } from '#db/schema/identity.ts'
import { people } from '#db/schema/people.ts'
import type { PasskeyView } from '../contract.ts'
import { listPasskeys } from '../passkeys.server.ts'
import { countRecoveryCodes } from '../recovery-codes.server.ts'
import type { OpenSignIn } from '../sessions.server.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'

/** What the product knows of oneself. */
export async function getProfile(ctx: SignInCtx, who: OpenSignIn) {
  const [row] = await ctx.read((db) =>
    db
      .select({
        rpps: people.rpps,
        enrolledAt: signInAccounts.totpEnrolledAt,
        hash: signInAccounts.passwordHash,
      })
      .from(signInAccounts)
      .innerJoin(people, eq(people.id, signInAccounts.personId))
      .where(eq(signInAccounts.personId, who.personId)),
  )
  return {
    displayName: who.displayName,
    email: who.email,
    rpps: row?.rpps ?? null,
    enrolledAt: row?.enrolledAt?.toISOString() ?? null,
    hasPassword: Boolean(row?.hash),
    passkeys: (await listPasskeys(ctx, who.personId)).map(
      ({ id, name, createdAt, lastUsedAt }): PasskeyView => ({
        id,
        name,
        createdAt: createdAt.toISOString(),
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
      }),
    ),
    recoveryCodes: await countRecoveryCodes(ctx, who.personId),
    workplaces: who.workplaces.map(({ membershipId, establishmentName, role }) => ({
      membershipId,
      establishmentName,
      role,
    })),
  }
}
