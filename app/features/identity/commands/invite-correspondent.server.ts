import { and, eq } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { queueMail } from '#app/kernel/mail.server.ts'
import { invitations } from '#db/schema/identity.ts'
import type { By } from '../administrators.server.ts'
import { auditInRegion } from '../audit-in-region.server.ts'
import type { InviteCorrespondent } from '../contract.ts'
import { findOrMakePerson, hashLetterCode, isOpenInvitation, worksAlready } from '../invitations.server.ts'
import { sealMailToken } from '../mails.server.ts'
import { canInviteCorrespondent } from '../policy.ts'
import { paperCode } from '../recovery-codes.server.ts'
import { INVITATION_LIFE, LETTER_CODE_LETTERS, LETTER_LIFE } from '../rules.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'
import { spend } from '../throttle.server.ts'
import { hashToken, newToken } from '../tokens.server.ts'
import { findPlace } from './invite-person.server.ts'

export type CorrespondentInvited =
  | { channel: 'mail'; email: string; displayName: string }
  /** To print: the code is shown this once. */
  | { channel: 'letter'; code: string; rpps: string; displayName: string; from: string; expiresAt: string }

/**
 * Asks a doctor outside to join: by mail where an address is known, else with a code on paper, handed over or sent to
 * the address that the directory has. What was designated to their RPPS applies when they come. (EXT-01)
 */
export async function inviteCorrespondent(
  ctx: SignInCtx,
  { actor, regionId }: By,
  { email, practiceName, practiceCity, ...names }: InviteCorrespondent,
): Promise<CorrespondentInvited> {
  const from = actor.establishmentId
  if (!canInviteCorrespondent(actor) || !from)
    throw new DomainError('forbidden', 'identity.correspondentNotAllowed')
  await spend(ctx, [{ limit: 'invitationsByHouse', about: [from] }], {
    action: 'identity.invitation.accept',
    personId: actor.id,
  })
  const displayName = `Dr ${names.givenName} ${names.familyName}`
  return ctx.write(async (tx) => {
    const house = await findPlace(tx, regionId, from)
    const personId = await findOrMakePerson(tx, { ...names, title: 'Dr', professionCode: '10' })
    if (await worksAlready(tx, ctx, { regionId, personId, role: 'doctor' }))
      throw new DomainError('conflict', 'identity.correspondentHere')
    // One way in at a time: a letter that went astray must not open beside the one that arrived.
    await tx
      .update(invitations)
      .set({ withdrawnAt: ctx.now() })
      .where(
        and(
          eq(invitations.regionId, regionId),
          eq(invitations.personId, personId),
          eq(invitations.fromEstablishmentId, from),
          isOpenInvitation(ctx.now()),
        ),
      )
    const secret = email ? newToken() : paperCode(LETTER_CODE_LETTERS)
    const expiresAt = new Date(ctx.now().getTime() + (email ? INVITATION_LIFE : LETTER_LIFE))
    const [row] = await tx
      .insert(invitations)
      .values({
        regionId,
        fromEstablishmentId: from,
        practiceName,
        practiceCity,
        kind: email ? 'mail' : 'letter',
        personId,
        email,
        role: 'doctor',
        secretHash: email ? hashToken(secret) : hashLetterCode(ctx, personId, secret),
        invitedBy: actor.id,
        expiresAt,
      })
      .returning({ id: invitations.id })
    const who = { regionId, actor, requestId: ctx.requestId }
    const channel = email ? 'mail' : 'letter'
    await auditInRegion(tx, who, 'identity.correspondent.invite', `invitation/${row!.id}`, {
      personId,
      channel,
    })
    if (!email) {
      const letter = { displayName, rpps: names.rpps, from: house.name, expiresAt: expiresAt.toISOString() }
      return { channel: 'letter', code: secret, ...letter }
    }
    await queueMail(tx, {
      personId,
      toAddress: email,
      template: 'invitation',
      locale: ctx.locale,
      params: { token: sealMailToken(ctx.settings, secret), name: house.name },
    })
    return { channel: 'mail', email, displayName }
  })
}
