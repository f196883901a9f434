import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Tx } from '#db/scope.ts'
import type { QuestionKind, RelationBasis } from '../contract.ts'
import { canDesignate } from '../policy.ts'
import { openPatient } from './open-patient.server.ts'
import { iso } from './patient-rows.server.ts'

export type Right = {
  id: string
  name: string | null
  granteeKind: 'person' | 'establishment' | 'board'
  /** Where this person works first. */
  place: string | null
  basis: RelationBasis | 'file'
  reach: 'own' | 'shared'
  startsAt: string
  endsAt: string | null
  endReason: string | null
  /** Null when another establishment said so and the reader has no shared right. */
  originName: string | null
  saidBy: string | null
  /** The reader's own establishment said so: it may take it back. */
  isOwn: boolean
  isMine: boolean
  deputies: { name: string; kind: 'locum' | 'secretary'; endsAt: string }[]
}

export type Question = {
  id: string
  kind: QuestionKind
  basis: RelationBasis
  name: string | null
  rpps: string | null
  /** Why the doctor declined. */
  note: string | null
  until: string | null
  askedAt: string
  letter: { entryId: string; title: string } | null
}

export type CareCircle = {
  running: Right[]
  /** Establishments that hold a file: they see what they wrote. */
  files: Right[]
  ended: Right[]
  questions: Question[]
  /** At the desk of an establishment that has a file. */
  mayDesignate: boolean
  /** One of the rights that lead here is the reader's own. */
  mayLeave: boolean
}

type Row = {
  id: string
  grantee_kind: Right['granteeKind']
  name: string | null
  place: string | null
  basis: Right['basis']
  reach: Right['reach']
  starts_at: string
  ends_at: string | null
  end_reason: string | null
  origin_name: string | null
  is_own: boolean
  is_mine: boolean
  said_by: string | null
  deputies: Right['deputies']
}

/** Rights one gives back by saying "not my patient". */
const MAY_LEAVE: readonly string[] = ['declared_gp', 'designation', 'care_circle', 'referral']

/** Who has access to this patient now, why and until when, and who had. */
export function getCareCircle(ctx: Ctx, patientId: string): Promise<CareCircle> {
  return openPatient(ctx, patientId, async ({ tx }) => {
    const [rows, questions, [file]] = await Promise.all([
      tx.execute<Row>(sql`select * from app.care_circle(${patientId}::uuid)`),
      openQuestions(tx, sql`q.patient_id = ${patientId}::uuid`),
      tx.execute(sql`
        select true from patient_files f
        where f.patient_id = ${patientId}::uuid and f.establishment_id = (select app.files_of()) limit 1`),
    ])
    const rights = rows.map(right)
    const now = ctx.now().getTime()
    const isRunning = ({ endsAt }: Right) => !endsAt || Date.parse(endsAt) > now
    const relations = rights.filter((r) => r.basis !== 'file')
    return {
      running: relations.filter(isRunning),
      ended: relations.filter((r) => !isRunning(r)),
      files: rights.filter((r) => r.basis === 'file'),
      questions: questions.map(question),
      mayDesignate: canDesignate(ctx.actor) && file !== undefined,
      mayLeave: relations.some((r) => r.isMine && isRunning(r) && MAY_LEAVE.includes(r.basis)),
    }
  })
}

type QuestionRow = {
  id: string
  kind: QuestionKind
  basis: RelationBasis
  name: string | null
  rpps: string | null
  note: string | null
  until_at: string | null
  created_at: string
  entry_id: string | null
  title: string | null
}

const openQuestions = (tx: Tx, which: ReturnType<typeof sql>) =>
  tx.execute<QuestionRow>(sql`
    select q.id, q.kind, q.basis, q.rpps, q.note, q.until_at, q.created_at, e.id as entry_id, e.title,
      coalesce(nullif(concat_ws(' ', p.title, p.given_name, p.family_name), ''), q.said_name) as name
    from relation_questions q
    left join people p on p.id = q.person_id
    left join record_entries e on e.region_id = q.region_id and e.id = q.entry_id
    where q.establishment_id = (select app.files_of()) and q.state = 'open' and ${which}
    order by q.created_at desc limit 50`)

const question = (row: QuestionRow): Question => ({
  id: row.id,
  kind: row.kind,
  basis: row.basis,
  name: row.name,
  rpps: row.rpps,
  note: row.note,
  until: row.until_at && iso(row.until_at),
  askedAt: iso(row.created_at),
  letter: row.entry_id && row.title !== null ? { entryId: row.entry_id, title: row.title } : null,
})

const right = (row: Row): Right => ({
  id: row.id,
  name: row.name,
  granteeKind: row.grantee_kind,
  place: row.place,
  basis: row.basis,
  reach: row.reach,
  startsAt: iso(row.starts_at),
  endsAt: row.ends_at && iso(row.ends_at),
  endReason: row.end_reason,
  originName: row.origin_name,
  saidBy: row.said_by || null,
  isOwn: row.is_own,
  isMine: row.is_mine,
  deputies: row.deputies,
})
