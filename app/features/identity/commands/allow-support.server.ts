import { randomInt } from 'node:crypto'
import { and, eq, isNull } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { supportAccesses } from '#db/schema/support.ts'
import { auditInRegion } from '../audit-in-region.server.ts'
import { canBeHelped } from '../policy.ts'
import { RECOVERY_ALPHABET, SUPPORT_CODE_LETTERS, SUPPORT_LIFE } from '../rules.ts'
import type { OpenSignIn } from '../sessions.server.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'
import { keyedHash } from '../tokens.server.ts'

/** What a code is found by: the region's own, so that it opens nothing in another. */
export const supportCodeHash = ({ settings }: SignInCtx, regionId: string, code: string) =>
  keyedHash(settings.keys.support, regionId, code)

const newCode = () =>
  Array.from(
    { length: SUPPORT_CODE_LETTERS },
    () => RECOVERY_ALPHABET[randomInt(RECOVERY_ALPHABET.length)],
  ).join('')

/** Lets the support see one's screens for half an hour: by a code that one gives them. A former one is over. (SEC-06) */
export async function allowSupport(
  ctx: SignInCtx,
  who: OpenSignIn,
): Promise<{ code: string; expiresAt: string }> {
  const { workplace } = who
  if (!workplace || !canBeHelped(workplace)) throw new DomainError('forbidden', 'identity.supportNotForYou')
  const code = newCode()
  const expiresAt = new Date(ctx.now().getTime() + SUPPORT_LIFE)
  await ctx.write(async (tx) => {
    await tx
      .update(supportAccesses)
      .set({ endedAt: ctx.now() })
      .where(and(eq(supportAccesses.personId, who.personId), isNull(supportAccesses.endedAt)))
    const [row] = await tx
      .insert(supportAccesses)
      .values({
        regionId: workplace.regionId,
        personId: who.personId,
        membershipId: workplace.membershipId,
        codeHash: supportCodeHash(ctx, workplace.regionId, code),
        createdAt: ctx.now(),
        expiresAt,
      })
      .returning({ id: supportAccesses.id })
    await auditInRegion(tx, asThemselves(ctx, who), 'identity.support.allow', `support/${row!.id}`)
  })
  return { code: code.replace(/(.{4})(?=.)/g, '$1-'), expiresAt: expiresAt.toISOString() }
}

/** Who acts at the door, as the region's trail names them. */
export const asThemselves = (ctx: SignInCtx, who: OpenSignIn) => ({
  regionId: who.workplace?.regionId ?? '',
  requestId: ctx.requestId,
  actor: {
    kind: 'person' as const,
    id: who.personId,
    role: who.workplace?.role ?? ('limited' as const),
    establishmentId: who.workplace?.establishmentId ?? null,
    displayName: who.displayName,
    grantees: [],
  },
})
