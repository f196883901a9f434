import { and, count, eq, isNull } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { callingSoftware } from '#db/schema/calls.ts'
import type { By } from '../administrators.server.ts'
import { auditInRegion } from '../audit-in-region.server.ts'
import { issuerOf, readTicketKey } from '../call-tickets.server.ts'
import { canAdministerPeople } from '../policy.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'
import { findSoftware, inspectTicket } from './accept-call.server.ts'

const SOFTWARE_MOST = 20

/** From now on this software may call patients for the doctors of the house. (EXT-10) */
export async function registerSoftware(
  ctx: SignInCtx,
  by: By,
  input: { establishmentId: string; name: string; key: string },
): Promise<{ softwareId: string }> {
  const { establishmentId, name } = input
  requireAdministrator(by, establishmentId)
  const key = await readTicketKey(input.key)
  return ctx.write(async (tx) => {
    const ofHouse = and(
      eq(callingSoftware.regionId, by.regionId),
      eq(callingSoftware.establishmentId, establishmentId),
      isNull(callingSoftware.revokedAt),
    )
    const [held] = await tx.select({ value: count() }).from(callingSoftware).where(ofHouse)
    if (held!.value >= SOFTWARE_MOST) throw new DomainError('conflict', 'identity.callSoftwareMost')
    const [same] = await tx
      .select({ id: callingSoftware.id })
      .from(callingSoftware)
      .where(and(ofHouse, eq(callingSoftware.thumbprint, key.thumbprint)))
    if (same) throw new DomainError('conflict', 'identity.callKeyHere')
    const [row] = await tx
      .insert(callingSoftware)
      .values({
        regionId: by.regionId,
        establishmentId,
        name,
        ...key,
        createdBy: by.actor.id,
        createdAt: ctx.now(),
      })
      .returning({ id: callingSoftware.id })
    await auditInRegion(tx, whoOf(ctx, by), 'identity.software.register', `software/${row!.id}`, {
      establishmentId,
      thumbprint: key.thumbprint,
    })
    return { softwareId: row!.id }
  })
}

/** Its tickets are refused from now on, those that were taken and not opened too. */
export async function revokeSoftware(ctx: SignInCtx, by: By, { softwareId }: { softwareId: string }) {
  await ctx.write(async (tx) => {
    const mine = and(eq(callingSoftware.regionId, by.regionId), eq(callingSoftware.id, softwareId))
    const [found] = await tx.select().from(callingSoftware).where(mine).for('update')
    if (!found || !canAdministerPeople(by.actor, found.establishmentId))
      throw new DomainError('not_found', 'identity.softwareNotFound')
    if (found.revokedAt) return
    await tx.update(callingSoftware).set({ revokedAt: ctx.now() }).where(mine)
    await auditInRegion(tx, whoOf(ctx, by), 'identity.software.revoke', `software/${softwareId}`)
  })
}

/** What would be said of a ticket, without using it up: for who sets the software up. */
export async function testTicket(
  ctx: SignInCtx,
  by: By,
  { establishmentId, ticket }: { establishmentId: string; ticket: string },
): Promise<{ software: string; by: 'ins' | 'localId' }> {
  requireAdministrator(by, establishmentId)
  const found = await findSoftware(ctx, issuerOf(ticket))
  const isOfHouse = found?.regionId === by.regionId && found.establishmentId === establishmentId
  const { claims } = await inspectTicket(ctx, isOfHouse ? found : null, ticket)
  return { software: found!.name, by: 'ins' in claims.patient ? 'ins' : 'localId' }
}

function requireAdministrator({ actor }: By, establishmentId: string) {
  if (!canAdministerPeople(actor, establishmentId))
    throw new DomainError('forbidden', 'identity.peopleNotAllowed')
}

const whoOf = (ctx: SignInCtx, { regionId, actor }: By) => ({ regionId, actor, requestId: ctx.requestId })
