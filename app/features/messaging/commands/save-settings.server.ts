import { sql } from 'drizzle-orm'
import type { Ctx, Unit } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { notificationSettings } from '#db/schema/messaging.ts'
import type { MailKind, SavedWishes, Wishes } from '../contract.ts'
import { canChooseNotices } from '../policy.ts'
import { wishesFrom } from '../queries/asked-wishes.server.ts'
import { ownSettings } from '../queries/get-settings.server.ts'
import { DEFAULT_TIMES, stopped, wishesOf } from '../rules.ts'
import { routeNotices } from './route-notices.server.ts'

/** What I want to be told and how. What waits for a mail already waits for the one that I want now. */
export async function saveSettings(ctx: Ctx, form: SavedWishes, gatherMs: number): Promise<void> {
  if (!canChooseNotices(ctx.actor)) throw new DomainError('forbidden', 'messaging.notAllowed')
  const wishes = wishesOf(form)
  if (wishes.digestDays.length === 0 && Object.values(wishes.choices).includes('digest'))
    throw new DomainError('invalid', 'messaging.noDigestDay')
  if (wishes.quietFrom !== null && wishes.quietFrom === wishes.quietUntil)
    throw new DomainError('invalid', 'messaging.quietNever')
  await ctx.write(async (unit) => {
    await keep(ctx, unit, wishes)
    await unit.audit('messaging.settings.save', `person/${ctx.actor.id}`)
    await reroute(ctx, unit, wishes, gatherMs)
  })
}

/** Nothing new of this patient any more, or again. What one has read and holds no more is told all the same. */
export async function mutePatient(
  ctx: Ctx,
  { patientId, isMuted }: { patientId: string; isMuted: boolean },
): Promise<void> {
  if (!canChooseNotices(ctx.actor)) throw new DomainError('forbidden', 'messaging.notAllowed')
  await ctx.write(async (unit) => {
    const { tx, audit } = unit
    if (isMuted) {
      const [seen] = await tx.execute(sql`select 1 from patients where id = ${patientId}::uuid`)
      if (!seen) throw new DomainError('not_found', 'record.patientNotFound')
    }
    await keepTimes(ctx, unit)
    const others = sql`array_remove(${notificationSettings.muted}, ${patientId}::uuid)`
    await tx
      .update(notificationSettings)
      .set({
        muted: isMuted ? sql`(${others} || ${patientId}::uuid)` : others,
        updatedAt: ctx.now(),
      })
      .where(sql`${notificationSettings.personId} = ${ctx.actor.id}::uuid`)
    await audit(isMuted ? 'messaging.patient.mute' : 'messaging.patient.unmute', `patient/${patientId}`, {
      patientId,
    })
  })
}

/** "No more of these mails", from the mail itself: what came by it is in the bell from now on. */
export async function stopMails(ctx: Ctx, kind: MailKind): Promise<void> {
  await ctx.write(async (unit) => {
    const { row, role } = await ownSettings(unit.tx, ctx)
    const wishes = stopped(wishesFrom(row), role, kind)
    await keep(ctx, unit, wishes)
    await unit.audit('messaging.mails.stop', `person/${ctx.actor.id}`, { detail: { kind } })
    await reroute(ctx, unit, wishes, 0)
  })
}

async function keep(ctx: Ctx, { tx }: Unit, { choices, ...times }: Wishes) {
  const said = { choices, ...times, digestDays: [...times.digestDays], updatedAt: ctx.now() }
  await tx
    .insert(notificationSettings)
    .values({ personId: ctx.actor.id!, ...said })
    .onConflictDoUpdate({
      target: [notificationSettings.regionId, notificationSettings.personId],
      set: said,
    })
}

/** A row to write into, for who never chose. */
async function keepTimes(ctx: Ctx, { tx }: Unit) {
  const times = { ...DEFAULT_TIMES, digestDays: [...DEFAULT_TIMES.digestDays] }
  await tx
    .insert(notificationSettings)
    .values({ personId: ctx.actor.id!, ...times })
    .onConflictDoNothing()
}

async function reroute(ctx: Ctx, { tx }: Unit, wishes: Wishes, gatherMs: number) {
  const { role } = await ownSettings(tx, ctx)
  const person = { personId: ctx.actor.id!, role, wishes, gatherMs }
  await routeNotices(tx, ctx, person, sql`n.mail_due_at is not null`)
}
