import { and, eq, sql } from 'drizzle-orm'
import type { AuditDetail } from '#app/kernel/audit.server.ts'
import type { Ctx, Unit } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { memberships } from '#db/schema/people.ts'
import { referralMembers, referralServices } from '#db/schema/referrals.ts'
import type { ServiceForm } from '../contract.ts'
import { canKeepServices } from '../policy.ts'

/** Who takes requests in the own house, and who of it opens them. */
export async function keepService(ctx: Ctx, input: ServiceForm): Promise<{ serviceId: string }> {
  if (!canKeepServices(ctx.actor)) throw new DomainError('forbidden', 'referrals.keepingNotAllowed')
  return ctx.write(async (unit) => {
    const serviceId = await keep(ctx, unit, input)
    const detail: AuditDetail = 'personId' in input ? { personId: input.personId } : {}
    await unit.audit(`referrals.service.${input.intent}`, `referral_service/${serviceId}`, { detail })
    return { serviceId }
  })
}

async function keep(ctx: Ctx, unit: Unit, input: ServiceForm): Promise<string> {
  const { tx } = unit
  const establishmentId = ctx.actor.establishmentId!
  if (input.intent === 'open') {
    await refuseTwice(unit, input.name, establishmentId)
    const { intent: _, ...said } = input
    const [made] = await tx
      .insert(referralServices)
      .values({ establishmentId, ...said })
      .returning({ id: referralServices.id })
    return made!.id
  }
  const { serviceId } = input
  const [service] = await tx
    .select({ name: referralServices.name })
    .from(referralServices)
    .where(and(eq(referralServices.id, serviceId), eq(referralServices.establishmentId, establishmentId)))
    .for('update')
  if (!service) throw new DomainError('not_found', 'referrals.serviceNotFound')
  if (input.intent === 'join') await join(unit, establishmentId, input)
  else if (input.intent === 'leave')
    await tx
      .delete(referralMembers)
      .where(and(eq(referralMembers.serviceId, serviceId), eq(referralMembers.personId, input.personId)))
  else {
    if (input.intent === 'change' && input.name !== service.name)
      await refuseTwice(unit, input.name, establishmentId)
    await tx
      .update(referralServices)
      .set({ ...changesOf(ctx, input), updatedAt: ctx.now() })
      .where(eq(referralServices.id, serviceId))
  }
  return serviceId
}

function changesOf(ctx: Ctx, input: Extract<ServiceForm, { intent: 'change' | 'close' | 'reopen' }>) {
  if (input.intent === 'close') return { closedAt: ctx.now() }
  if (input.intent === 'reopen') return { closedAt: null }
  const { name, about, takesReferrals, takesAdvice } = input
  return { name, about, takesReferrals, takesAdvice }
}

/** Somebody who works with patients in this house; once more says whether they are the deputy. */
async function join(
  { tx }: Unit,
  establishmentId: string,
  { serviceId, personId, isDeputy }: Extract<ServiceForm, { intent: 'join' }>,
): Promise<void> {
  const [colleague] = await tx
    .select({ id: memberships.id })
    .from(memberships)
    .where(
      and(
        eq(memberships.personId, personId),
        eq(memberships.establishmentId, establishmentId),
        sql`${memberships.role} in ('doctor', 'nurse_coordinator', 'secretary', 'board_coordinator')`,
        sql`(${memberships.endsAt} is null or ${memberships.endsAt} > now())`,
      ),
    )
    .limit(1)
  if (!colleague) throw new DomainError('not_found', 'referrals.personNotFound')
  await tx
    .insert(referralMembers)
    .values({ serviceId, personId, establishmentId, isDeputy })
    .onConflictDoUpdate({
      target: [referralMembers.regionId, referralMembers.serviceId, referralMembers.personId],
      set: { isDeputy },
    })
}

async function refuseTwice({ tx }: Unit, name: string, establishmentId: string): Promise<void> {
  const [same] = await tx
    .select({ id: referralServices.id })
    .from(referralServices)
    .where(and(eq(referralServices.establishmentId, establishmentId), eq(referralServices.name, name)))
  if (same) throw new DomainError('conflict', 'referrals.serviceThere')
}
