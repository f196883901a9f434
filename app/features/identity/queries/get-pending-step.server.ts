import type { SignInCtx } from '../sign-in-ctx.server.ts'
import { findStep } from '../sign-in-steps.server.ts'

/** Which half is still to do, so that its page is not shown to who has nothing to do there. */
export async function getPendingStep(
  ctx: SignInCtx,
  stepToken: string | null,
): Promise<'code' | 'enrol' | null> {
  const step = await findStep(ctx, stepToken, 'second_factor')
  if (!step) return null
  return step.pendingTotpSecret ? 'enrol' : 'code'
}

/** Whether a link from a mail still works. Looking does not use it: mail programs look first. */
export const isResetOpen = async (ctx: SignInCtx, token: string) =>
  (await findStep(ctx, token, 'password_reset')) !== null
