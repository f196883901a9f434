import { eq, sql } from 'drizzle-orm'
import { DomainError, isDomainError } from '#app/kernel/errors.ts'
import { people } from '#db/schema/people.ts'
import { openSession } from '../open-session.server.ts'
import type { ProSanteConnectIdentity, WorkSituation } from '../pro-sante-connect.ts'
import {
  findKnownPerson,
  findPlaces,
  type KnownPerson,
  type Place,
  type WayIn,
  wayInto,
} from '../pro-sante-connect-places.server.ts'
import { joinSignInCtx, noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'
import { displayNameOfPerson, workplacesOfPerson } from '../workplaces.server.ts'
import { addMembership } from './add-membership.server.ts'
import { createAccount } from './create-account.server.ts'
import { takeInvitation } from './take-invitation.server.ts'
import { takeOverAccount } from './take-over-account.server.ts'

type Choice = { index: number; establishmentId?: string | undefined; email?: string | undefined }

/**
 * Signs a professional in for one of their work situations: it says in which establishment and as what. A hospital
 * says itself who works there; a practice is its doctors', so the national directory is enough. Person, account,
 * membership and session are one transaction. (EXT-08, SEC-05)
 */
export async function enterWithProSanteConnect(
  ctx: SignInCtx,
  identity: ProSanteConnectIdentity,
  input: Choice,
): Promise<{ sessionToken: string; mustChoose: boolean }> {
  const known = await findKnownPerson(ctx, identity)
  try {
    return await ctx.write((tx) => enter(joinSignInCtx(ctx, tx), identity, input, known))
  } catch (error) {
    if (isDomainError(error))
      await ctx.write((tx) =>
        noteEvent(tx, ctx, 'identity.pro-sante-connect.check', {
          personId: known?.personId ?? null,
          outcome: 'refused',
          detail: { reason: error.reason.replace(/^identity\./, '') },
        }),
      )
    throw error
  }
}

async function enter(
  ctx: SignInCtx,
  identity: ProSanteConnectIdentity,
  { index, establishmentId, email }: Choice,
  known: KnownPerson | null,
) {
  const situation = identity.situations.find((s) => s.index === index)
  if (!situation) throw new DomainError('not_found', 'identity.pscNoSituation')
  const places = (await findPlaces(ctx, situation)).filter(
    (p) => !establishmentId || p.id === establishmentId,
  )
  if (places.length === 0) throw new DomainError('forbidden', 'identity.pscPlaceUnknown')
  if (known?.isDisabled) throw new DomainError('forbidden', 'identity.pscDisabled')
  const open = places.flatMap((place) => {
    const way = wayInto(identity, situation, place, known)
    return way ? [{ place, way }] : []
  })
  const [chosen] = open
  if (!chosen) throw new DomainError('forbidden', 'identity.pscNotMember', { place: places[0]!.name })
  if (open.length > 1) throw new DomainError('invalid', 'identity.pscChooseRegion')
  // An account that an invitation opened is whoever's had the invitation: its address is asked anew.
  const isTakenOver = known?.hasAccount === true && !known.isProven
  if ((!known?.hasAccount || isTakenOver) && !email)
    throw new DomainError('invalid', 'identity.pscEmailNeeded')

  const personId = known?.personId ?? (await makePerson(ctx, identity, situation))
  if (!known?.hasAccount)
    await createAccount(ctx, { personId, email: email!, locale: ctx.locale, mayHavePassword: false })
  if (isTakenOver) await takeOverAccount(ctx, { personId, email: email! })
  if (!known?.isProven) await proveNumber(ctx, personId)
  const membershipId = await membershipBy(ctx, chosen.way, chosen.place, personId)
  return ctx.write(async (tx) => {
    const [person] = await tx
      .select({ workplaces: workplacesOfPerson })
      .from(people)
      .where(eq(people.id, personId))
    const membership = person!.workplaces.find((w) => w.membershipId === membershipId) ?? null
    const { token, mustChoose } = await openSession(tx, ctx, personId, 'pro_sante_connect', membership)
    return { sessionToken: token, mustChoose }
  })
}

function makePerson(ctx: SignInCtx, identity: ProSanteConnectIdentity, situation: WorkSituation) {
  return ctx.write(async (tx) => {
    const [row] = await tx
      .insert(people)
      .values({
        rpps: identity.rpps,
        familyName: identity.familyName,
        givenName: identity.givenName,
        professionCode: situation.professionCode,
        specialtyCode: situation.specialtyCode,
      })
      .onConflictDoUpdate({ target: people.rpps, set: { updatedAt: sql`now()` } })
      .returning({ id: people.id })
    await noteEvent(tx, ctx, 'identity.person.join', { personId: row!.id })
    return row!.id
  })
}

const proveNumber = (ctx: SignInCtx, personId: string) =>
  ctx.write(async (tx) => {
    await tx
      .update(people)
      .set({ rppsProvenAt: ctx.now(), updatedAt: ctx.now() })
      .where(eq(people.id, personId))
  })

async function membershipBy(ctx: SignInCtx, way: WayIn, place: Place, personId: string): Promise<string> {
  if (way.by === 'membership') return way.membershipId
  if (way.by === 'invitation')
    return (await ctx.write((tx) => takeInvitation(tx, ctx, way.invitationId))).membershipId
  const [person] = await ctx.read((db) =>
    db.select({ displayName: displayNameOfPerson }).from(people).where(eq(people.id, personId)),
  )
  const { membershipId } = await addMembership(
    ctx,
    {
      kind: 'person',
      id: personId,
      role: 'doctor',
      establishmentId: place.id,
      displayName: person!.displayName,
      grantees: [],
    },
    { regionId: place.regionId, establishmentId: place.id, personId, role: 'doctor' },
  )
  return membershipId
}
