import { DomainError } from '#app/kernel/errors.ts'
import { auditInRegion } from '../audit-in-region.server.ts'
import { findWorkplace } from '../policy.ts'
import { type OpenSignIn, setMembership } from '../sessions.server.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'
import type { Workplace } from '../workplaces.server.ts'

/** Works from now on in another membership, told to the trail of that region. (TEN-05) */
export async function switchWorkContext(
  ctx: SignInCtx,
  who: OpenSignIn,
  input: { membershipId: string },
): Promise<Workplace> {
  const workplace = findWorkplace(who, input.membershipId)
  if (!workplace) throw new DomainError('not_found', 'identity.workplaceNotFound')
  if (workplace.membershipId === who.membershipId) return workplace
  await ctx.write(async (tx) => {
    await setMembership(tx, who.signInId, workplace)
    await auditInRegion(
      tx,
      {
        regionId: workplace.regionId,
        requestId: ctx.requestId,
        actor: {
          kind: 'person',
          id: who.personId,
          role: workplace.role,
          establishmentId: workplace.establishmentId,
          displayName: who.displayName,
          grantees: [],
        },
      },
      'identity.work-context.switch',
      `membership/${workplace.membershipId}`,
      { from: who.workplace?.membershipId ?? null },
    )
  })
  // Rooms were joined with the rights of the place left behind.
  ctx.endSockets([who.signInId])
  return workplace
}
