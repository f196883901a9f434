import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import { signInSteps } from '#db/schema/identity.ts'
import type { Tx } from '#db/scope.ts'
import { CODES_PER_STEP } from './rules.ts'
import type { SignInCtx } from './sign-in-ctx.server.ts'
import { hashToken, newToken } from './tokens.server.ts'

// A half-done sign-in or password reset. The token is in a cookie or a mail; the row holds its hash, runs
// out by itself and is good once.

type NewStep = {
  personId: string
  kind: 'second_factor' | 'password_reset'
  lifeMs: number
  returnTo?: string | undefined
  pendingTotpSecret?: string | undefined
}

export async function beginStep(tx: Tx, ctx: SignInCtx, { lifeMs, ...step }: NewStep): Promise<string> {
  const token = newToken()
  const now = ctx.now()
  await tx.insert(signInSteps).values({
    ...step,
    id: hashToken(token),
    createdAt: now,
    expiresAt: new Date(now.getTime() + lifeMs),
  })
  return token
}

const isOpen = (ctx: SignInCtx, token: string, kind: NewStep['kind']) =>
  and(
    eq(signInSteps.id, hashToken(token)),
    eq(signInSteps.kind, kind),
    isNull(signInSteps.usedAt),
    gt(signInSteps.expiresAt, ctx.now()),
  )

export type OpenStep = typeof signInSteps.$inferSelect

export async function findStep(ctx: SignInCtx, token: string | null, kind: NewStep['kind']) {
  if (!token) return null
  const [step] = await ctx.read((db) =>
    db
      .select()
      .from(signInSteps)
      .where(and(isOpen(ctx, token, kind), lt(signInSteps.attempts, CODES_PER_STEP))),
  )
  return step ?? null
}

/** Counts a try before it is made; null when the step is over or its tries are used up. */
export async function tryStep(ctx: SignInCtx, token: string | null): Promise<OpenStep | null> {
  if (!token) return null
  const [step] = await ctx.read((db) =>
    db
      .update(signInSteps)
      .set({ attempts: sql`${signInSteps.attempts} + 1` })
      .where(and(isOpen(ctx, token, 'second_factor'), lt(signInSteps.attempts, CODES_PER_STEP)))
      .returning(),
  )
  return step ?? null
}

/** Takes the step, once: of two requests at the same moment the second waits and finds it used. */
export async function takeStep(tx: Tx, ctx: SignInCtx, token: string, kind: NewStep['kind']) {
  const [step] = await tx
    .update(signInSteps)
    .set({ usedAt: ctx.now() })
    .where(isOpen(ctx, token, kind))
    .returning()
  return step ?? null
}
