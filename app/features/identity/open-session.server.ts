import { eq } from 'drizzle-orm'
import { people } from '#db/schema/people.ts'
import type { Tx } from '#db/scope.ts'
import { onlyWorkplace } from './policy.ts'
import { createSessions, type SignInMethod } from './sessions.server.ts'
import { noteEvent, type SignInCtx } from './sign-in-ctx.server.ts'
import { type Workplace, workplacesOfPerson } from './workplaces.server.ts'

/** Opens a sign-in session; who works in one place works there from the start, others choose. (TEN-05) */
export async function openSession(
  tx: Tx,
  ctx: SignInCtx,
  personId: string,
  method: SignInMethod,
  chosen: Workplace | null = null,
) {
  const [person] = await tx
    .select({ workplaces: workplacesOfPerson })
    .from(people)
    .where(eq(people.id, personId))
  const membership = chosen ?? onlyWorkplace(person!)
  const { token, signInId } = await createSessions(tx, ctx).open({ personId, method, membership })
  await noteEvent(tx, ctx, 'identity.session.open', { personId, detail: { method } })
  return { token, signInId, mustChoose: membership === null }
}
