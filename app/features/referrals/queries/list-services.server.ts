import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { Tx } from '#db/scope.ts'
import { canKeepServices } from '../policy.ts'

export type OpenService = {
  id: string
  name: string
  about: string
  houseName: string
  city: string | null
  takesReferrals: boolean
  takesAdvice: boolean
  doctors: { id: string; name: string }[]
}

/** Whom one can ask: the open services of the other houses, with their doctors. */
export async function listOpenServices(tx: Tx): Promise<OpenService[]> {
  const rows = await tx.execute<OpenService>(sql`
    select s.id, s.name, s.about, e.name as "houseName", e.city, s.takes_referrals as "takesReferrals",
      s.takes_advice as "takesAdvice", coalesce((
        select json_agg(json_build_object('id', p.id, 'name', concat_ws(' ', p.title, p.given_name, p.family_name))
                        order by p.family_name)
        from referral_members m
        join people p on p.id = m.person_id
        join memberships w on w.region_id = m.region_id and w.person_id = m.person_id
          and w.establishment_id = m.establishment_id and w.role = 'doctor' and (w.ends_at is null or w.ends_at > now())
        where m.region_id = s.region_id and m.service_id = s.id), '[]') as doctors
    from referral_services s
    join establishments e on e.region_id = s.region_id and e.id = s.establishment_id and e.closed_at is null
    where s.closed_at is null and s.establishment_id is distinct from (select app.files_of())
    order by e.name, s.name limit 500`)
  return [...rows]
}

export type KeptService = {
  id: string
  name: string
  about: string
  takesReferrals: boolean
  takesAdvice: boolean
  closedAt: string | null
  members: { id: string; name: string; role: string; isDeputy: boolean }[]
}
/** Hours from the request to the first word, and to the answer or the date. */
export type MonthFigures = {
  serviceId: string
  month: string
  asked: number
  reacted: number
  reactionMedian: number | null
  reactionP90: number | null
  settled: number
  answerMedian: number | null
  answerP90: number | null
}

const MONTHS = 12

/** For who runs the house: its services, their people, and how long askers wait. No request and no patient. */
export async function getServices(ctx: Ctx) {
  if (!canKeepServices(ctx.actor)) throw new DomainError('forbidden', 'referrals.keepingNotAllowed')
  const since = new Date(ctx.now())
  since.setUTCMonth(since.getUTCMonth() - MONTHS + 1, 1)
  since.setUTCHours(0, 0, 0, 0)
  return ctx.read(async (tx) => {
    const [services, colleagues, figures] = await Promise.all([
      tx.execute<KeptService>(sql`
        select s.id, s.name, s.about, s.takes_referrals as "takesReferrals", s.takes_advice as "takesAdvice",
          s.closed_at as "closedAt", coalesce((
            select json_agg(json_build_object('id', p.id, 'isDeputy', m.is_deputy,
              'name', concat_ws(' ', p.title, p.given_name, p.family_name), 'role', (
                select w.role from memberships w
                where w.region_id = m.region_id and w.person_id = m.person_id
                  and w.establishment_id = m.establishment_id and (w.ends_at is null or w.ends_at > now())
                limit 1)) order by p.family_name)
            from referral_members m join people p on p.id = m.person_id
            where m.region_id = s.region_id and m.service_id = s.id), '[]') as members
        from referral_services s
        where s.establishment_id = (select app.establishment_id())
        order by s.closed_at nulls first, s.name`),
      tx.execute<{ id: string; name: string; role: string }>(sql`
        select distinct on (p.family_name, p.given_name, p.id) p.id, w.role,
          concat_ws(' ', p.title, p.given_name, p.family_name) as name
        from memberships w join people p on p.id = w.person_id
        where w.establishment_id = (select app.establishment_id()) and (w.ends_at is null or w.ends_at > now())
          and w.role in ('doctor', 'nurse_coordinator', 'secretary', 'board_coordinator')
        order by p.family_name, p.given_name, p.id limit 500`),
      tx.execute<MonthFigures>(sql`
        select f.service_id as "serviceId", f.month, f.asked, f.reacted, f.reaction_median as "reactionMedian",
          f.reaction_p90 as "reactionP90", f.settled, f.answer_median as "answerMedian", f.answer_p90 as "answerP90"
        from app.referral_figures(${since.toISOString()}::timestamptz) f`),
    ])
    const first = since.toISOString().slice(0, 7)
    return {
      services: [...services],
      colleagues: [...colleagues],
      figures: [...figures],
      months: monthsFrom(first),
    }
  })
}

function monthsFrom(first: string): string[] {
  const [year = 0, month = 1] = first.split('-').map(Number)
  return Array.from({ length: MONTHS }, (_, i) =>
    new Date(Date.UTC(year, month - 1 + i, 1)).toISOString().slice(0, 7),
  )
}
