import { and, eq, isNull, lt, or } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { queueMail } from '#app/kernel/mail.server.ts'
import { signInAccounts } from '#db/schema/identity.ts'
import type { Tx } from '#db/scope.ts'
import { knownDevice, rememberDevice } from '../devices.server.ts'
import { openSession } from '../open-session.server.ts'
import { takeRecoveryCode } from '../recovery-codes.server.ts'
import { isRecoveryCode } from '../rules.ts'
import { totpStepOf, unsealTotpSecret } from '../second-factor.server.ts'
import { noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'
import { type OpenStep, takeStep, tryStep } from '../sign-in-steps.server.ts'
import { giveBack, type Spending, spend } from '../throttle.server.ts'

const CHECK = 'identity.second-factor.check'
const ENROL = 'identity.second-factor.enrol'
const RECOVER = 'identity.recovery-code.use'
const CODES_LEFT_TOLD = 5

export type SignedInNow = { sessionToken: string; deviceToken: string; mustChoose: boolean; returnTo: string }

/** The second half: a code of the authenticator, or the first code of one that is being enrolled. */
export async function checkSecondFactor(
  ctx: SignInCtx,
  input: { stepToken: string | null; code: string },
): Promise<SignedInNow> {
  const step = await tryStep(ctx, input.stepToken)
  if (!step || !input.stepToken) throw new DomainError('unauthenticated', 'identity.stepOver')
  const { personId } = step
  const isEnrolling = step.pendingTotpSecret !== null
  const action = isEnrolling ? ENROL : CHECK

  const device = await knownDevice(ctx, personId)
  const spendings: Spending[] = device
    ? [{ limit: 'codeOnKnownDevice', about: [device] }]
    : [{ limit: 'codeByPerson', about: [personId] }]
  await spend(ctx, spendings, { action, personId })

  const [account] = await ctx.read((db) =>
    db.select().from(signInAccounts).where(eq(signInAccounts.personId, personId)),
  )
  if (account && !account.disabledAt && !isEnrolling && isRecoveryCode(input.code)) {
    const opened = await enterWithRecoveryCode(ctx, step, account, { ...input, stepToken: input.stepToken })
    if (opened) await giveBack(ctx, spendings)
    if (opened) return opened
  }
  const sealed = step.pendingTotpSecret ?? account?.totpSecret
  if (!account || !sealed || account.disabledAt) throw new DomainError('unauthenticated', 'identity.stepOver')
  const lastStep = isEnrolling ? null : account.totpLastStep
  const totpStep = totpStepOf(unsealTotpSecret(ctx.settings, sealed), input.code, ctx.now(), lastStep)
  if (totpStep === null) {
    await ctx.write((tx) =>
      noteEvent(tx, ctx, action, { personId, outcome: 'refused', detail: { reason: 'wrong' } }),
    )
    const left = CODES_LEFT_TOLD - step.attempts
    throw new DomainError('invalid', left > 0 ? 'identity.wrongCode' : 'identity.noCodesLeft', { left })
  }

  const opened = await ctx.write(async (tx) => {
    // A code is good once, a step is good once: of two requests at the same moment one changes the row.
    const isAccepted = isEnrolling
      ? await enrol(tx, ctx, step, totpStep)
      : await moveLastStep(tx, ctx, personId, totpStep)
    const taken = isAccepted && (await takeStep(tx, ctx, input.stepToken!, 'second_factor'))
    if (!taken) throw new DomainError('conflict', 'identity.codeUsed')
    return signIn(tx, ctx, step, account, action)
  })
  await giveBack(ctx, spendings)
  return opened
}

/** Null for a code that is wrong or was used: it counts as a wrong code then. */
function enterWithRecoveryCode(
  ctx: SignInCtx,
  step: OpenStep,
  account: typeof signInAccounts.$inferSelect,
  { code, stepToken }: { code: string; stepToken: string },
): Promise<SignedInNow | null> {
  return ctx.write(async (tx) => {
    if (!(await takeRecoveryCode(tx, ctx, step.personId, code))) return null
    if (!(await takeStep(tx, ctx, stepToken, 'second_factor')))
      throw new DomainError('conflict', 'identity.codeUsed')
    return signIn(tx, ctx, step, account, RECOVER)
  })
}

async function moveLastStep(tx: Tx, ctx: SignInCtx, personId: string, totpStep: number): Promise<boolean> {
  const moved = await tx
    .update(signInAccounts)
    .set({ totpLastStep: totpStep, updatedAt: ctx.now() })
    .where(
      and(
        eq(signInAccounts.personId, personId),
        or(isNull(signInAccounts.totpLastStep), lt(signInAccounts.totpLastStep, totpStep)),
      ),
    )
    .returning({ personId: signInAccounts.personId })
  return moved.length === 1
}

/** Only while there is none: an authenticator is never replaced on the way in. */
async function enrol(tx: Tx, ctx: SignInCtx, step: OpenStep, totpStep: number): Promise<boolean> {
  const enrolled = await tx
    .update(signInAccounts)
    .set({
      totpSecret: step.pendingTotpSecret,
      totpEnrolledAt: ctx.now(),
      totpLastStep: totpStep,
      updatedAt: ctx.now(),
    })
    .where(and(eq(signInAccounts.personId, step.personId), isNull(signInAccounts.totpSecret)))
    .returning({ personId: signInAccounts.personId })
  return enrolled.length === 1
}

async function signIn(
  tx: Tx,
  ctx: SignInCtx,
  step: OpenStep,
  account: typeof signInAccounts.$inferSelect,
  action: typeof CHECK | typeof ENROL | typeof RECOVER,
): Promise<SignedInNow> {
  const { personId } = step
  const device = await rememberDevice(tx, ctx, personId)
  const recipient = {
    personId,
    toAddress: account.email,
    locale: account.locale === 'en' ? 'en' : 'fr',
  } as const
  if (action === ENROL) await queueMail(tx, { ...recipient, template: 'secondFactorEnrolled' })
  else if (action === RECOVER) await queueMail(tx, { ...recipient, template: 'recoveryCodeUsed' })
  else if (device.isNewBesideOthers) await queueMail(tx, { ...recipient, template: 'newDevice' })
  await noteEvent(tx, ctx, action, { personId })
  const { token, mustChoose } = await openSession(tx, ctx, personId, 'password')
  return { sessionToken: token, deviceToken: device.token, mustChoose, returnTo: step.returnTo ?? '/' }
}
