import { and, eq, isNull, sql } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { queueMail } from '#app/kernel/mail.server.ts'
import { invitations } from '#db/schema/identity.ts'
import { establishments, regions } from '#db/schema/regions.ts'
import type { Tx } from '#db/scope.ts'
import type { By } from '../administrators.server.ts'
import { auditInRegion } from '../audit-in-region.server.ts'
import type { InvitePerson } from '../contract.ts'
import { findOrMakePerson, isOpenInvitation, worksAlready } from '../invitations.server.ts'
import { sealMailToken } from '../mails.server.ts'
import { canAdministerPeople, canGiveRole } from '../policy.ts'
import { INVITATION_LIFE } from '../rules.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'
import { spend } from '../throttle.server.ts'
import { hashToken, newToken } from '../tokens.server.ts'

/** Asks somebody, by a link in a mail, to work in an establishment. A second invitation replaces the first. */
export async function invitePerson(
  ctx: SignInCtx,
  by: By,
  { establishmentId, email, worksUntil, role, isAdministrator, ...names }: InvitePerson,
): Promise<{ invitationId: string }> {
  const { regionId, actor } = by
  if (!canAdministerPeople(actor, establishmentId))
    throw new DomainError('forbidden', 'identity.peopleNotAllowed')
  if (!canGiveRole(actor, role)) throw new DomainError('forbidden', 'identity.roleNotYours')
  await spend(ctx, [{ limit: 'invitationsByHouse', about: [establishmentId] }], {
    action: 'identity.invitation.accept',
    personId: actor.id,
  })
  return ctx.write(async (tx) => {
    const place = await findPlace(tx, regionId, establishmentId, worksUntil)
    if (place.endsAt && place.endsAt <= ctx.now()) throw new DomainError('invalid', 'identity.endInPast')
    const personId = await findOrMakePerson(tx, { ...names, email })
    if (personId === actor.id) throw new DomainError('forbidden', 'identity.notOneself')
    if (await worksAlready(tx, ctx, { regionId, personId, role, establishmentId }))
      throw new DomainError('conflict', 'identity.worksThereAlready')
    await tx
      .update(invitations)
      .set({ withdrawnAt: ctx.now() })
      .where(
        and(
          eq(invitations.regionId, regionId),
          eq(invitations.personId, personId),
          eq(invitations.establishmentId, establishmentId),
          eq(invitations.role, role),
          isOpenInvitation(ctx.now()),
        ),
      )
    const token = newToken()
    const [row] = await tx
      .insert(invitations)
      .values({
        regionId,
        establishmentId,
        fromEstablishmentId: establishmentId,
        kind: 'mail',
        personId,
        email,
        role,
        isAdministrator,
        worksUntil: place.endsAt,
        secretHash: hashToken(token),
        invitedBy: actor.id,
        expiresAt: new Date(ctx.now().getTime() + INVITATION_LIFE),
      })
      .returning({ id: invitations.id })
    await queueMail(tx, {
      personId,
      toAddress: email,
      template: 'invitation',
      locale: ctx.locale,
      params: { token: sealMailToken(ctx.settings, token), name: place.name },
    })
    await auditInRegion(
      tx,
      { regionId, actor, requestId: ctx.requestId },
      'identity.invitation.send',
      `invitation/${row!.id}`,
      { personId, establishmentId, role },
    )
    return { invitationId: row!.id }
  })
}

/** An open establishment, and the instant at which the last day there ends. */
export async function findPlace(tx: Tx, regionId: string, establishmentId: string, lastDay?: string) {
  const [place] = await tx
    .select({
      name: establishments.name,
      endsAt: sql<Date | null>`((${lastDay ?? null}::date + 1)::timestamp
        at time zone coalesce(${establishments.timeZone}, ${regions.timeZone}))`.mapWith(
        (value: string | null) => (value === null ? null : new Date(value)),
      ),
    })
    .from(establishments)
    .innerJoin(regions, eq(regions.id, establishments.regionId))
    .where(
      and(
        eq(establishments.regionId, regionId),
        eq(establishments.id, establishmentId),
        isNull(establishments.closedAt),
        isNull(establishments.suspendedAt),
      ),
    )
  if (!place) throw new DomainError('not_found', 'identity.establishmentNotFound')
  return place
}
