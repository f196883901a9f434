import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { canDelegate, canDesignate } from '../policy.ts'
import { fold } from '../rules.ts'

export type Professional = { id: string; name: string; rpps: string | null; places: string[] }

const MAX_FOUND = 8
const MIN_LETTERS = 2

/**
 * Doctors and coordinating nurses of the region, by RPPS or by the beginnings of their names' words. Not who only says
 * that a number is theirs: nobody is to be taken for the doctor whose number it is.
 */
export async function findProfessionals(ctx: Ctx, asked: string): Promise<Professional[]> {
  if (!canDesignate(ctx.actor) && !canDelegate(ctx.actor)) {
    throw new DomainError('forbidden', 'record.designationNotAllowed')
  }
  const digits = asked.replace(/\s/g, '')
  const words = fold(asked)
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  const isNumber = /^\d{11}$/.test(digits)
  if (!isNumber && words.join('').length < MIN_LETTERS) return []
  const named = sql.join(
    words.map((word) => sql`(' ' || app.fold(p.given_name || ' ' || p.family_name)) ~ ${`[ '-]${word}`}`),
    sql` and `,
  )
  const rows = await ctx.read((tx) =>
    tx.execute<{ id: string; name: string; rpps: string | null; places: string[] }>(sql`
      select p.id, concat_ws(' ', p.title, p.given_name, p.family_name) as name, p.rpps, m.places
      from (
        select m.person_id, array_agg(distinct e.name) as places from memberships m
        join establishments e on e.region_id = m.region_id and e.id = m.establishment_id
        where m.role in ('doctor', 'nurse_coordinator') and (m.ends_at is null or m.ends_at > now())
        group by m.person_id) m
      join people p on p.id = m.person_id
      where p.id <> ${ctx.actor.id}::uuid
        and (p.rpps is null or p.rpps_proven_at is not null or p.rpps_vouched_by = (select app.files_of())) and ${isNumber ? sql`p.rpps = ${digits}` : named}
      order by p.family_name collate "fr-x-icu", p.given_name, p.id limit ${MAX_FOUND}`),
  )
  return [...rows]
}
