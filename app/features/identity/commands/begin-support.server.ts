import { and, eq, gt, isNull, or } from 'drizzle-orm'
import type { Locale } from '#app/kernel/actor.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { queueMail } from '#app/kernel/mail.server.ts'
import { signInAccounts } from '#db/schema/identity.ts'
import { supportAccesses } from '#db/schema/support.ts'
import type { Tx } from '#db/scope.ts'
import { auditInRegion, emitInRegion } from '../audit-in-region.server.ts'
import { SupportChanged, type SupportForm } from '../contract-support.ts'
import { canSupport } from '../policy.ts'
import type { OpenSignIn } from '../sessions.server.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'
import { giveBack, type Spending, spend } from '../throttle.server.ts'
import { asThemselves, supportCodeHash } from './allow-support.server.ts'

/** Sees as the person who gave the code, from now on and on this browser. They have a mail and a banner. (SEC-06) */
export async function beginSupport(ctx: SignInCtx, who: OpenSignIn, input: SupportForm): Promise<void> {
  const { workplace } = who
  if (!workplace || !canSupport({ kind: 'person', role: workplace.role }))
    throw new DomainError('forbidden', 'identity.supportNotYours')
  const tries: Spending[] = [{ limit: 'supportByPerson', about: [who.personId] }]
  await spend(ctx, tries, { action: 'identity.support.check', personId: who.personId })
  const a = supportAccesses
  await ctx.write(async (tx) => {
    await endOwn(tx, ctx, who)
    // A code is good once: of two at the same moment one changes the row.
    const [begun] = await tx
      .update(a)
      .set({
        supporterId: who.personId,
        supporterSession: who.signInId,
        reason: input.reason,
        beganAt: ctx.now(),
      })
      .where(
        and(
          eq(a.regionId, workplace.regionId),
          eq(a.codeHash, supportCodeHash(ctx, workplace.regionId, input.code)),
          isNull(a.beganAt),
          isNull(a.endedAt),
          gt(a.expiresAt, ctx.now()),
        ),
      )
      .returning({ id: a.id, personId: a.personId })
    if (!begun) throw new DomainError('invalid', 'identity.supportCodeWrong')
    if (begun.personId === who.personId) throw new DomainError('forbidden', 'identity.notOneself')
    const [helped] = await tx
      .select({ email: signInAccounts.email, locale: signInAccounts.locale })
      .from(signInAccounts)
      .where(eq(signInAccounts.personId, begun.personId))
    if (helped)
      await queueMail(tx, {
        personId: begun.personId,
        toAddress: helped.email,
        template: 'supportBegan',
        locale: helped.locale as Locale,
        params: { name: who.displayName },
      })
    const by = asThemselves(ctx, who)
    await auditInRegion(tx, by, 'identity.support.begin', `support/${begun.id}`, { personId: begun.personId })
    await emitInRegion(tx, by, SupportChanged, { personId: begun.personId })
  })
  await giveBack(ctx, tries)
  ctx.endSockets([who.signInId])
}

/** Ends what runs: by the support, or by who is helped, at any moment. Pressing it twice changes nothing. */
export async function endSupport(ctx: SignInCtx, who: OpenSignIn): Promise<void> {
  const ended = await ctx.write((tx) => endOwn(tx, ctx, who))
  ctx.endSockets(ended)
}

async function endOwn(tx: Tx, ctx: SignInCtx, who: OpenSignIn): Promise<string[]> {
  const a = supportAccesses
  const rows = await tx
    .update(a)
    .set({ endedAt: ctx.now() })
    .where(
      and(
        or(eq(a.supporterSession, who.signInId), eq(a.personId, who.personId)),
        isNull(a.endedAt),
        gt(a.expiresAt, ctx.now()),
      ),
    )
    .returning({ id: a.id, regionId: a.regionId, personId: a.personId, session: a.supporterSession })
  for (const row of rows) {
    const by = { ...asThemselves(ctx, who), regionId: row.regionId }
    await auditInRegion(tx, by, 'identity.support.end', `support/${row.id}`, { personId: row.personId })
    await emitInRegion(tx, by, SupportChanged, { personId: row.personId })
  }
  return rows.map((row) => row.session).filter((session) => session !== null)
}
