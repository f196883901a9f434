import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { Tx } from '#db/scope.ts'
import { type Channel, TOPICS, type Topic, type Wishes } from '../contract.ts'
import { canChooseNotices } from '../policy.ts'
import { channelOf } from '../rules.ts'
import { type WishesRow, wishesFrom } from './asked-wishes.server.ts'

export type MutedPatient = {
  id: string
  birthName: string
  firstGivenName: string
  birthDate: string | null
}
export type NoticeSettings = Omit<Wishes, 'choices'> & {
  channels: Record<Topic, Channel>
  muted: MutedPatient[]
}

/** One's own row, if there is one, and as what one works: the defaults depend on it. */
export async function ownSettings(
  tx: Tx,
  ctx: Ctx,
): Promise<{ row: (WishesRow & { muted: string[] }) | undefined; role: string }> {
  const [rows, roles] = await Promise.all([
    tx.execute<WishesRow & { muted: string[] }>(sql`
      select choices, digest_hour, digest_days, quiet_from, quiet_until, muted from notification_settings
      where person_id = ${ctx.actor.id}::uuid`),
    tx.execute<{ role: string }>(sql`
      select role::text from memberships
      where person_id = ${ctx.actor.id}::uuid and (ends_at is null or ends_at > now())
      order by (role = 'doctor') desc, created_at limit 1`),
  ])
  return { row: rows[0], role: roles[0]?.role ?? ctx.actor.role }
}

/** What I am told and how, by own choice or by default. */
export async function getSettings(ctx: Ctx): Promise<NoticeSettings> {
  if (!canChooseNotices(ctx.actor)) throw new DomainError('forbidden', 'messaging.notAllowed')
  return ctx.read(async (tx) => {
    const { row, role } = await ownSettings(tx, ctx)
    const { choices, ...times } = wishesFrom(row)
    const channels = Object.fromEntries(
      TOPICS.map((topic) => [topic, channelOf(topic, { choices }, role)]),
    ) as Record<Topic, Channel>
    return { ...times, channels, muted: row?.muted.length ? await mutedPatients(tx, row.muted) : [] }
  })
}

/** Those who are still in reach; of the others nothing would be told anyhow. */
async function mutedPatients(tx: Tx, ids: string[]): Promise<MutedPatient[]> {
  const rows = await tx.execute<{
    id: string
    birth_name: string
    first_given_name: string
    birth_date: string | null
  }>(sql`
    select p.id, p.birth_name, p.first_given_name, p.birth_date::text
    from unnest(${`{${ids.join(',')}}`}::uuid[]) as m (id) join patients p on p.id = m.id
    order by p.birth_name, p.first_given_name limit 200`)
  return rows.map((row) => ({
    id: row.id,
    birthName: row.birth_name,
    firstGivenName: row.first_given_name,
    birthDate: row.birth_date,
  }))
}
