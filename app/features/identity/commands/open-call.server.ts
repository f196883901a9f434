import { and, eq, gt, isNull } from 'drizzle-orm'
import { unseal } from '#app/kernel/secrets.server.ts'
import { callingSoftware, contextualCalls } from '#db/schema/calls.ts'
import { auditInRegion } from '../audit-in-region.server.ts'
import { CalledPatient } from '../contract-calls.ts'
import type { OpenSignIn } from '../sessions.server.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'
import { hashToken } from '../tokens.server.ts'

export type OpenedCall =
  | { state: 'over' }
  | { state: 'notYou'; software: string; name: string }
  | { state: 'elsewhere'; software: string; place: string; membershipId: string }
  | { state: 'open'; software: string; callId: string; patient: CalledPatient }

/**
 * The browser comes with a handle. It opens for the person of the ticket alone, at work in the house of the software,
 * and once: of two at the same moment one changes the row. Until then nothing is used up. (EXT-10)
 */
export async function openCall(ctx: SignInCtx, who: OpenSignIn, handle: string): Promise<OpenedCall> {
  const call = await findCall(ctx, handle)
  if (!call) return { state: 'over' }
  const { software } = call
  if (call.personId !== who.personId) return { state: 'notYou', software, name: who.displayName }
  if (who.workplace?.establishmentId !== call.establishmentId || who.workplace.regionId !== call.regionId) {
    const there = who.workplaces.find((w) => w.establishmentId === call.establishmentId)
    if (!there) return { state: 'over' }
    return {
      state: 'elsewhere',
      software,
      place: there.establishmentName,
      membershipId: there.membershipId,
    }
  }
  const { workplace } = who
  return ctx.write(async (tx) => {
    const [taken] = await tx
      .update(contextualCalls)
      .set({ openedAt: ctx.now(), sealedPatient: null })
      .where(
        and(
          eq(contextualCalls.regionId, call.regionId),
          eq(contextualCalls.id, call.id),
          isNull(contextualCalls.openedAt),
        ),
      )
      .returning({ id: contextualCalls.id })
    if (!taken) return { state: 'over' }
    await auditInRegion(
      tx,
      {
        regionId: call.regionId,
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
      'identity.call.open',
      `call/${call.id}`,
      { softwareId: call.softwareId },
    )
    const plain = unseal(ctx.settings.keys.call, Buffer.from(call.sealedPatient!, 'base64url'))
    return {
      state: 'open',
      software,
      callId: call.id,
      patient: CalledPatient.parse(JSON.parse(plain.toString())),
    }
  })
}

/** Whether a handle waits for somebody: what the way in says before anybody is signed in. */
export async function findCall(ctx: SignInCtx, handle: string) {
  const [c, s] = [contextualCalls, callingSoftware]
  const [row] = await ctx.read((db) =>
    db
      .select({
        id: c.id,
        regionId: c.regionId,
        personId: c.personId,
        sealedPatient: c.sealedPatient,
        softwareId: s.id,
        software: s.name,
        establishmentId: s.establishmentId,
      })
      .from(c)
      .innerJoin(s, and(eq(s.regionId, c.regionId), eq(s.id, c.softwareId)))
      .where(
        and(
          eq(c.handleHash, hashToken(handle)),
          isNull(c.openedAt),
          gt(c.expiresAt, ctx.now()),
          isNull(s.revokedAt),
        ),
      ),
  )
  return row ?? null
}
