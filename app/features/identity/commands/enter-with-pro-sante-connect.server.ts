import { and, eq, isNull, or, sql } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { signInAccounts } from '#db/schema/identity.ts'
import { people } from '#db/schema/people.ts'
import { establishments } from '#db/schema/regions.ts'
import type { SituationView } from '../contract.ts'
import { openSession } from '../open-session.server.ts'
import { mayJoinByDirectory } from '../policy.ts'
import type { ProSanteConnectIdentity, WorkSituation } from '../pro-sante-connect.ts'
import { noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'
import { displayNameOfPerson, type Workplace, workplacesOfPerson } from '../workplaces.server.ts'
import { addMembership } from './add-membership.server.ts'
import { createAccount } from './create-account.server.ts'

type Known = { personId: string; hasAccount: boolean; isDisabled: boolean; workplaces: Workplace[] }

/** The work situations of a professional, and which of them lead into Cordée. */
export async function describeSituations(ctx: SignInCtx, identity: ProSanteConnectIdentity) {
  const known = await findPerson(ctx, identity)
  const views: SituationView[] = []
  for (const situation of identity.situations) {
    const place = await findPlace(ctx, situation)
    const workplace = place && known?.workplaces.find((w) => w.establishmentId === place.id)
    const isOpen = place !== null && mayJoinByDirectory(identity, situation, place)
    views.push({
      ...situation,
      establishmentName: place?.name ?? null,
      role: workplace ? workplace.role : isOpen ? 'doctor' : null,
    })
  }
  return { situations: views, needsEmail: !known?.hasAccount }
}

/**
 * Signs a professional in for one of their work situations: it says in which establishment and as what. A hospital
 * says itself who works there; a practice is its doctors', so the national directory is enough. (EXT-08, SEC-05)
 */
export async function enterWithProSanteConnect(
  ctx: SignInCtx,
  identity: ProSanteConnectIdentity,
  input: { index: number; email?: string | undefined },
): Promise<{ sessionToken: string; mustChoose: boolean }> {
  const situation = identity.situations.find((s) => s.index === input.index)
  if (!situation) throw new DomainError('not_found', 'identity.pscNoSituation')
  const place = await findPlace(ctx, situation)
  if (!place) throw new DomainError('forbidden', 'identity.pscPlaceUnknown')
  const known = await findPerson(ctx, identity)
  if (known?.isDisabled) throw new DomainError('forbidden', 'identity.pscDisabled')
  const held = known?.workplaces.find((w) => w.establishmentId === place.id)
  if (!held && !mayJoinByDirectory(identity, situation, place))
    throw new DomainError('forbidden', 'identity.pscNotMember', { place: place.name })
  if (!known?.hasAccount && !input.email) throw new DomainError('invalid', 'identity.pscEmailNeeded')

  const personId = known?.personId ?? (await makePerson(ctx, identity, situation))
  if (!known?.hasAccount)
    await createAccount(ctx, { personId, email: input.email!, locale: ctx.locale, mayHavePassword: false })
  const membershipId = held?.membershipId ?? (await join(ctx, personId, identity, place))
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

async function findPerson(ctx: SignInCtx, { rpps }: ProSanteConnectIdentity): Promise<Known | null> {
  if (!rpps) return null
  const [row] = await ctx.read((db) =>
    db
      .select({
        personId: people.id,
        accountOf: signInAccounts.personId,
        disabledAt: signInAccounts.disabledAt,
        workplaces: workplacesOfPerson,
      })
      .from(people)
      .leftJoin(signInAccounts, eq(signInAccounts.personId, people.id))
      .where(eq(people.rpps, rpps)),
  )
  if (!row) return null
  const { personId, accountOf, disabledAt, workplaces } = row
  return { personId, hasAccount: accountOf !== null, isDisabled: disabledAt !== null, workplaces }
}

/** By FINESS of the site, else by SIRET: a practice has no FINESS. */
async function findPlace(ctx: SignInCtx, { finess, siret }: WorkSituation) {
  const byNumber = [
    finess ? eq(establishments.finess, finess) : undefined,
    siret ? eq(establishments.siret, siret) : undefined,
  ].filter((condition) => condition !== undefined)
  if (byNumber.length === 0) return null
  const [place] = await ctx.read((db) =>
    db
      .select({
        id: establishments.id,
        regionId: establishments.regionId,
        name: establishments.name,
        kind: establishments.kind,
      })
      .from(establishments)
      .where(and(or(...byNumber), isNull(establishments.closedAt)))
      .limit(1),
  )
  return place ?? null
}

async function makePerson(ctx: SignInCtx, identity: ProSanteConnectIdentity, situation: WorkSituation) {
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

async function join(
  ctx: SignInCtx,
  personId: string,
  identity: ProSanteConnectIdentity,
  place: { id: string; regionId: string },
) {
  const [person] = await ctx.read((db) =>
    db.select({ name: displayNameOfPerson }).from(people).where(eq(people.id, personId)),
  )
  const { membershipId } = await addMembership(
    ctx,
    {
      kind: 'person',
      id: personId,
      role: 'doctor',
      establishmentId: place.id,
      displayName: person?.name ?? identity.familyName,
      grantees: [],
    },
    { regionId: place.regionId, establishmentId: place.id, personId, role: 'doctor' },
  )
  return membershipId
}
