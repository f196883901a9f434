import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { DEFAULT_GP_CHANGE_DELAY_DAYS, type QuestionKind, type RelationBasis } from '../contract.ts'
import { canDesignate, canSetRelations } from '../policy.ts'
import { iso } from './patient-rows.server.ts'

export type CircleQuestion = {
  id: string
  kind: QuestionKind
  basis: RelationBasis
  name: string | null
  rpps: string | null
  note: string | null
  askedAt: string
  patient: { id: string; birthName: string; firstGivenName: string; birthDate: string | null }
}

export type CircleDesk = {
  /** Null for who settles how, and sees no patient. */
  questions: CircleQuestion[] | null
  /** Null for who works with patients and settles nothing. */
  gpChangeDelayDays: number | null
}

const MAX_SHOWN = 100

/** What an establishment has to settle about who may see its patients, and how it settles for all of them. */
export async function getCircleDesk(ctx: Ctx): Promise<CircleDesk> {
  const [mayAnswer, maySet] = [canDesignate(ctx.actor), canSetRelations(ctx.actor)]
  if (!mayAnswer && !maySet) throw new DomainError('forbidden', 'record.designationNotAllowed')
  return ctx.read(async (tx) => {
    if (maySet) {
      const [row] = await tx.execute<{ days: number }>(sql`
        select gp_change_delay_days as days from relation_settings
        where establishment_id = (select app.establishment_id())`)
      return { questions: null, gpChangeDelayDays: row?.days ?? DEFAULT_GP_CHANGE_DELAY_DAYS }
    }
    const rows = await tx.execute<Row>(sql`
      select q.id, q.kind, q.basis, q.rpps, q.note, q.created_at, f.patient_id, f.birth_name, f.first_given_name,
        f.birth_date::text,
        coalesce(nullif(concat_ws(' ', p.title, p.given_name, p.family_name), ''), q.said_name) as name
      from relation_questions q
      join patient_files f on f.region_id = q.region_id and f.id = q.file_id
      left join people p on p.id = q.person_id
      where q.establishment_id = (select app.files_of()) and q.state = 'open' and q.kind <> 'waiting'
      order by q.created_at desc limit ${MAX_SHOWN}`)
    return { questions: rows.map(question), gpChangeDelayDays: null }
  })
}

type Row = {
  id: string
  kind: QuestionKind
  basis: RelationBasis
  rpps: string | null
  note: string | null
  created_at: string
  patient_id: string
  birth_name: string
  first_given_name: string
  birth_date: string | null
  name: string | null
}

const question = (row: Row): CircleQuestion => ({
  id: row.id,
  kind: row.kind,
  basis: row.basis,
  name: row.name,
  rpps: row.rpps,
  note: row.note,
  askedAt: iso(row.created_at),
  patient: {
    id: row.patient_id,
    birthName: row.birth_name,
    firstGivenName: row.first_given_name,
    birthDate: row.birth_date,
  },
})
