import { personActor } from '#app/kernel/actor.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { charterAcceptances } from '#db/schema/charters.ts'
import { auditInRegion } from '../audit-in-region.server.ts'
import type { OpenSignIn } from '../sessions.server.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'

/** The person undertakes what the region's newest charter says; accepting twice is accepting once. (TEN-07) */
export async function acceptCharter(
  ctx: SignInCtx,
  { personId, displayName, workplace }: Pick<OpenSignIn, 'personId' | 'displayName' | 'workplace'>,
  { charterId }: { charterId: string },
): Promise<void> {
  // Published again while it was being read: the new one is shown.
  if (!workplace || workplace.charterId !== charterId)
    throw new DomainError('stale', 'identity.charterChanged')
  const { regionId, role, establishmentId } = workplace
  await ctx.write(async (tx) => {
    await tx
      .insert(charterAcceptances)
      .values({ regionId, charterId, personId, acceptedAt: ctx.now() })
      .onConflictDoNothing()
    const actor = personActor({ personId, role, establishmentId, displayName })
    const who = { regionId, actor, requestId: ctx.requestId }
    await auditInRegion(tx, who, 'identity.charter.accept', `charter/${charterId}`)
  })
}
