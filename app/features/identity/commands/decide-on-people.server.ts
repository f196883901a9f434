import type { z } from 'zod'
import type { By } from '../administrators.server.ts'
import type { PeopleForm } from '../contract.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'
import { renewInvitation, withdrawInvitation } from './act-on-invitation.server.ts'
import { decideSecondFactorReset } from './reset-second-factor.server.ts'

/** What the page of an establishment's people asks, by its button. */
export async function decideOnPeople(
  ctx: SignInCtx,
  by: By,
  input: z.infer<typeof PeopleForm>,
): Promise<void> {
  if (input.intent === 'renewInvitation') return renewInvitation(ctx, by, input)
  if (input.intent === 'withdrawInvitation') return withdrawInvitation(ctx, by, input)
  const isConfirmed = input.intent === 'confirmReset'
  return decideSecondFactorReset(ctx, by, { resetId: input.resetId, isConfirmed })
}
