import { and, eq, isNull } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { queueMail } from '#app/kernel/mail.server.ts'
import { invitations } from '#db/schema/identity.ts'
import type { Tx } from '#db/scope.ts'
import type { By } from '../administrators.server.ts'
import { auditInRegion } from '../audit-in-region.server.ts'
import type { Invitation } from '../invitations.server.ts'
import { sealMailToken } from '../mails.server.ts'
import { canAdministerPeople } from '../policy.ts'
import { INVITATION_LIFE } from '../rules.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'
import { spend } from '../throttle.server.ts'
import { hashToken, newToken } from '../tokens.server.ts'
import { findPlace } from './invite-person.server.ts'

type Input = { invitationId: string }

/** Sends the link again, a new one; the former opens nothing any more. Also after it ran out. */
export async function renewInvitation(ctx: SignInCtx, by: By, { invitationId }: Input): Promise<void> {
  const { actor, regionId } = by
  await spend(ctx, [{ limit: 'invitationsByHouse', about: [actor.establishmentId ?? regionId] }], {
    action: 'identity.invitation.accept',
    personId: actor.id,
  })
  await ctx.write(async (tx) => {
    const { email, personId, fromEstablishmentId } = await lockInvitation(tx, by, invitationId)
    if (!email) throw new DomainError('conflict', 'identity.letterNotRenewed')
    const place = await findPlace(tx, regionId, fromEstablishmentId)
    const token = newToken()
    await tx
      .update(invitations)
      .set({
        secretHash: hashToken(token),
        expiresAt: new Date(ctx.now().getTime() + INVITATION_LIFE),
        updatedAt: ctx.now(),
      })
      .where(and(eq(invitations.regionId, regionId), eq(invitations.id, invitationId)))
    await queueMail(tx, {
      personId,
      toAddress: email,
      template: 'invitation',
      locale: ctx.locale,
      params: { token: sealMailToken(ctx.settings, token), name: place.name },
    })
    const who = { regionId, actor, requestId: ctx.requestId }
    await auditInRegion(tx, who, 'identity.invitation.renew', `invitation/${invitationId}`, { personId })
  })
}

/** Nobody comes in by it any more. */
export async function withdrawInvitation(ctx: SignInCtx, by: By, { invitationId }: Input): Promise<void> {
  await ctx.write(async (tx) => {
    const { personId } = await lockInvitation(tx, by, invitationId)
    await tx
      .update(invitations)
      .set({ withdrawnAt: ctx.now(), updatedAt: ctx.now() })
      .where(and(eq(invitations.regionId, by.regionId), eq(invitations.id, invitationId)))
    const who = { regionId: by.regionId, actor: by.actor, requestId: ctx.requestId }
    await auditInRegion(tx, who, 'identity.invitation.withdraw', `invitation/${invitationId}`, { personId })
  })
}

async function lockInvitation(tx: Tx, { actor, regionId }: By, invitationId: string): Promise<Invitation> {
  const [found] = await tx
    .select()
    .from(invitations)
    .where(
      and(
        eq(invitations.regionId, regionId),
        eq(invitations.id, invitationId),
        isNull(invitations.acceptedAt),
        isNull(invitations.withdrawnAt),
      ),
    )
    .for('update')
  if (!found || !canAdministerPeople(actor, found.fromEstablishmentId))
    throw new DomainError('not_found', 'identity.invitationOver')
  return found
}
