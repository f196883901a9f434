import { and, eq, isNull } from 'drizzle-orm'
import { CLINICAL_ROLES } from '#app/kernel/actor.ts'
import { DomainError, isDomainError } from '#app/kernel/errors.ts'
import { seal } from '#app/kernel/secrets.server.ts'
import { callingSoftware, contextualCalls } from '#db/schema/calls.ts'
import { people } from '#db/schema/people.ts'
import { establishments } from '#db/schema/regions.ts'
import { auditInRegion } from '../audit-in-region.server.ts'
import { issuerOf, verifyTicket } from '../call-tickets.server.ts'
import type { TicketClaims } from '../contract-calls.ts'
import { addressBlock, CALL_LIFE } from '../rules.ts'
import { noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'
import { giveBack, type Spending, spend } from '../throttle.server.ts'
import { hashToken, newToken } from '../tokens.server.ts'
import { workplacesOfPerson } from '../workplaces.server.ts'

const ACTION = 'identity.call.check'

type Software = Awaited<ReturnType<typeof findSoftware>>

/** Where tickets are sent, and what they must be made for. */
export const audienceOf = ({ settings }: Pick<SignInCtx, 'settings'>) => `${settings.publicUrl}/api/call`

/**
 * Takes a ticket of a doctor's own software. It says which person and which patient, and signs nobody in: the browser
 * that comes with the handle must be, or become, that person's. Good once. (EXT-10)
 */
export async function acceptCall(ctx: SignInCtx, ticket: string): Promise<{ handle: string }> {
  const tries: Spending[] = [{ limit: 'callByAddress', about: [addressBlock(ctx.ip)] }]
  await spend(ctx, tries, { action: ACTION, personId: null })
  const software = await findSoftware(ctx, issuerOf(ticket))
  try {
    const { claims, personId } = await inspectTicket(ctx, software, ticket)
    const handle = await keepCall(ctx, software!, personId, claims)
    await giveBack(ctx, tries)
    return { handle }
  } catch (error) {
    if (isDomainError(error)) await noteRefusal(ctx, software, error.reason.replace(/^identity\./, ''))
    throw error
  }
}

/** Everything that is asked of a ticket but that it is new. */
export async function inspectTicket(ctx: SignInCtx, software: Software, ticket: string) {
  if (!software) throw new DomainError('unauthenticated', 'identity.callUnknownSoftware')
  const { publicKey, algorithm, id: issuer } = software
  const claims = await verifyTicket(ticket, {
    publicKey,
    algorithm,
    issuer,
    audience: audienceOf(ctx),
    now: ctx.now(),
  })
  // Only to who holds the key: others learn nothing of what is registered.
  if (software.revokedAt) throw new DomainError('forbidden', 'identity.callRevoked')
  if (software.isClosed) throw new DomainError('forbidden', 'identity.callHouseClosed')
  const [person] = await ctx.read((db) =>
    db
      .select({ id: people.id, workplaces: workplacesOfPerson })
      .from(people)
      .where(eq(people.rpps, claims.sub)),
  )
  const worksThere = person?.workplaces.some(
    (w) => w.establishmentId === software.establishmentId && CLINICAL_ROLES.includes(w.role),
  )
  if (!person || !worksThere) throw new DomainError('forbidden', 'identity.callNotMember')
  return { claims, personId: person.id }
}

export async function findSoftware(ctx: SignInCtx, id: string | null) {
  if (!id) return null
  const s = callingSoftware
  const [row] = await ctx.read((db) =>
    db
      .select({
        id: s.id,
        regionId: s.regionId,
        establishmentId: s.establishmentId,
        name: s.name,
        publicKey: s.publicKey,
        algorithm: s.algorithm,
        revokedAt: s.revokedAt,
        closedAt: establishments.closedAt,
        suspendedAt: establishments.suspendedAt,
      })
      .from(s)
      .innerJoin(
        establishments,
        and(eq(establishments.regionId, s.regionId), eq(establishments.id, s.establishmentId)),
      )
      .where(eq(s.id, id)),
  )
  if (!row) return null
  const { closedAt, suspendedAt, ...software } = row
  return { ...software, isClosed: closedAt !== null || suspendedAt !== null }
}

const keepCall = (ctx: SignInCtx, software: NonNullable<Software>, personId: string, claims: TicketClaims) =>
  ctx.write(async (tx) => {
    const handle = newToken()
    const sealed = seal(ctx.settings.keys.call, Buffer.from(JSON.stringify(claims.patient)))
    const [kept] = await tx
      .insert(contextualCalls)
      .values({
        regionId: software.regionId,
        softwareId: software.id,
        ticketId: claims.jti,
        handleHash: hashToken(handle),
        personId,
        sealedPatient: sealed.toString('base64url'),
        createdAt: ctx.now(),
        expiresAt: new Date(ctx.now().getTime() + CALL_LIFE),
      })
      // Of two at the same moment the second waits for the first, then finds its number taken.
      .onConflictDoNothing({
        target: [contextualCalls.regionId, contextualCalls.softwareId, contextualCalls.ticketId],
      })
      .returning({ id: contextualCalls.id })
    if (!kept) throw new DomainError('conflict', 'identity.callReplayed')
    const stillThere = await tx
      .update(callingSoftware)
      .set({ lastUsedAt: ctx.now() })
      .where(
        and(
          eq(callingSoftware.regionId, software.regionId),
          eq(callingSoftware.id, software.id),
          isNull(callingSoftware.revokedAt),
        ),
      )
      .returning({ id: callingSoftware.id })
    if (stillThere.length === 0) throw new DomainError('forbidden', 'identity.callRevoked')
    await auditInRegion(tx, actorOf(ctx, software), 'identity.call.accept', `call/${kept.id}`, {
      softwareId: software.id,
      personId,
    })
    return handle
  })

async function noteRefusal(ctx: SignInCtx, software: Software, reason: string): Promise<void> {
  await ctx.write(async (tx) => {
    await noteEvent(tx, ctx, ACTION, { personId: null, outcome: 'refused', detail: { reason } })
    if (!software) return
    await tx
      .update(callingSoftware)
      .set({ lastRefusedAt: ctx.now(), lastRefusal: reason })
      .where(and(eq(callingSoftware.regionId, software.regionId), eq(callingSoftware.id, software.id)))
    const who = actorOf(ctx, software)
    await auditInRegion(tx, who, ACTION, `software/${software.id}`, { reason }, 'refused')
  })
}

const actorOf = (ctx: SignInCtx, { id, regionId, establishmentId, name }: NonNullable<Software>) => ({
  regionId,
  requestId: ctx.requestId,
  actor: {
    kind: 'client' as const,
    id,
    role: 'client' as const,
    establishmentId,
    displayName: name,
    grantees: [],
  },
})
