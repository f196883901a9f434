import { createHmac, randomInt } from 'node:crypto'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { recoveryCodes } from '#db/schema/identity.ts'
import type { Tx } from '#db/scope.ts'
import { normalizeRecoveryCode, RECOVERY_ALPHABET, RECOVERY_CODES, RECOVERY_LETTERS } from './rules.ts'
import type { SignInCtx } from './sign-in-ctx.server.ts'

/** Letters and figures in fours, five bits each, and none that looks like another. */
export const paperCode = (length: number) => {
  const letters = Array.from({ length }, () => RECOVERY_ALPHABET.charAt(randomInt(RECOVERY_ALPHABET.length)))
  return letters.join('').match(/.{4}/g)!.join('-')
}

/** Keyed, so that a copy of the table alone proves no code. */
const hashOf = ({ settings }: Pick<SignInCtx, 'settings'>, code: string) =>
  createHmac('sha256', settings.keys.recovery).update(normalizeRecoveryCode(code)).digest('base64url')

/** Ten new ones in place of all before; this is the only time they can be read. */
export async function replaceRecoveryCodes(tx: Tx, ctx: SignInCtx, personId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => paperCode(RECOVERY_LETTERS))
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.personId, personId))
  await tx
    .insert(recoveryCodes)
    .values(codes.map((code) => ({ personId, codeHash: hashOf(ctx, code), createdAt: ctx.now() })))
  return codes
}

/** True once for each code: of two requests at the same moment one changes the row. */
export async function takeRecoveryCode(tx: Tx, ctx: SignInCtx, personId: string, code: string) {
  const used = await tx
    .update(recoveryCodes)
    .set({ usedAt: ctx.now() })
    .where(
      and(
        eq(recoveryCodes.personId, personId),
        eq(recoveryCodes.codeHash, hashOf(ctx, code)),
        isNull(recoveryCodes.usedAt),
      ),
    )
    .returning({ personId: recoveryCodes.personId })
  return used.length === 1
}

export async function countRecoveryCodes(ctx: SignInCtx, personId: string): Promise<number> {
  const [row] = await ctx.read((db) =>
    db
      .select({ left: sql<number>`count(*)::int` })
      .from(recoveryCodes)
      .where(and(eq(recoveryCodes.personId, personId), isNull(recoveryCodes.usedAt))),
  )
  return row?.left ?? 0
}
