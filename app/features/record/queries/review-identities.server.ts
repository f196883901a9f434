import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { DecisionKind, IDENTITY_STATUSES, PreviewMerge, ReviewReason, SEXES } from '../contract.ts'
import { canDecideIdentities } from '../policy.ts'
import { iso } from './patient-rows.server.ts'

/** An identity as it stands side by side with another. */
export type Traits = {
  birthName: string
  firstGivenName: string
  birthGivenNames: string | null
  birthDate: string | null
  sex: (typeof SEXES)[number]
  birthPlaceCode: string | null
  insMatricule: string | null
  insOid: string | null
  identityStatus: (typeof IDENTITY_STATUSES)[number]
  usedName: string | null
  usedGivenName: string | null
}
export type OwnFile = { fileId: string; localId: string; traits: Traits; saidAt: string }

/** A patient as identity vigilance sees them: who it is and how much hangs on them, nothing of what. */
export type IdentityCard = {
  patientId: string
  traits: Traits
  /** The own establishment has a file; else no number and no establishment is told. */
  isOwn: boolean
  /** Its number beside the other's: the same, another one, or none. */
  ins: 'same' | 'other' | 'none'
  files: OwnFile[]
  /** Files of other establishments. */
  otherFiles: number
  relations: number
  entries: number
  documents: number
  stays: number
  firstAt: string | null
  lastAt: string | null
}

export type ReviewLine = {
  id: string
  reason: ReviewReason
  occurrences: number
  openedAt: string
  lastAt: string
  localId: string
  file: Traits
  other: Traits
}

export type Review = {
  id: string
  reason: ReviewReason
  state: 'open' | 'attached' | 'kept_apart' | 'accepted' | 'refused' | 'settled'
  occurrences: number
  openedAt: string
  lastAt: string
  /** What waits to be written on the file, of what is locked. */
  proposed: Partial<Traits> | null
  file: OwnFile
  patient: IdentityCard
  other: IdentityCard | null
}

export type MergePreview = {
  from: IdentityCard
  to: IdentityCard
  /** Who the merged patient would be. */
  result: Traits
  /** Why it cannot be done, as a refusal's key. */
  refused: string | null
}

export type Decision = {
  id: string
  kind: DecisionKind
  reason: string
  decidedAt: string
  decidedBy: string | null
  undoneAt: string | null
  undoneReason: string | null
  mayUndo: boolean
  subject: Traits
  /** Of two files of the house that became one: the number that is given no more, and the other. */
  numbers: { retired: string; surviving: string } | null
}

const MOST = 100

/** What waits for identity vigilance in this establishment, the oldest first. */
export function listReviews(ctx: Ctx): Promise<ReviewLine[]> {
  return asked(ctx, async (run) => {
    const rows = await run<{
      id: string
      reason: ReviewReason
      occurrences: number
      opened_at: string
      last_at: string
      local_id: string
      file: Traits
      other: Traits
    }>(sql`select * from app.identity_queue(${MOST}::int)`)
    return rows.map((row) => ({
      id: row.id,
      reason: row.reason,
      occurrences: row.occurrences,
      openedAt: iso(row.opened_at),
      lastAt: iso(row.last_at),
      localId: row.local_id,
      file: row.file,
      other: row.other,
    }))
  })
}

/** Both sides of a question. Who looks is on the trail of both patients. */
export function compareReview(ctx: Ctx, reviewId: string): Promise<Review> {
  if (!/^[0-9a-f-]{36}$/i.test(reviewId)) throw new DomainError('not_found', 'record.reviewNotFound')
  return asked(ctx, async (run) => {
    const [row] = await run<{ review: Review }>(sql`select app.compare_review(${reviewId}::uuid) as review`)
    return row!.review
  })
}

/** A question with what a merge would do: the better proven of the two stays. */
export async function getReview(
  ctx: Ctx,
  reviewId: string,
): Promise<{ review: Review; preview: MergePreview | null }> {
  const review = await compareReview(ctx, reviewId)
  if (!review.other || review.state !== 'open') return { review, preview: null }
  const { from, to } = directionOf(review.patient, review.other)
  const preview = await previewMerge(ctx, { fromPatientId: from.patientId, toPatientId: to.patientId })
  return { review, preview }
}

const TRUST: Record<Traits['identityStatus'], number> = { QUAL: 3, VALI: 2, RECUP: 1, PROV: 0 }
const directionOf = (one: IdentityCard, other: IdentityCard) =>
  TRUST[one.traits.identityStatus] > TRUST[other.traits.identityStatus]
    ? { from: other, to: one }
    : { from: one, to: other }

/** What a merge would do, without doing it. (API-09) */
export function previewMerge(ctx: Ctx, { fromPatientId, toPatientId }: PreviewMerge): Promise<MergePreview> {
  return asked(ctx, async (run) => {
    const [row] = await run<{ preview: MergePreview }>(
      sql`select app.preview_merge(${fromPatientId}::uuid, ${toPatientId}::uuid) as preview`,
    )
    return row!.preview
  })
}

/** What was decided here, the latest first; undone ones stay readable. */
export function listDecisions(ctx: Ctx): Promise<Decision[]> {
  return asked(ctx, async (run) => {
    const rows = await run<{
      id: string
      kind: DecisionKind
      reason: string
      decided_at: string
      decided_by: string | null
      undone_at: string | null
      undone_reason: string | null
      may_undo: boolean
      subject: Traits
      retired_id: string | null
      surviving_id: string | null
    }>(sql`
      select d.*, p.given_name || ' ' || p.family_name as decided_by
      from (select id, kind, reason, decided_at, undone_at, undone_reason, may_undo, subject, decided_by as person_id,
              retired_id, surviving_id
            from app.identity_decisions_list(20)) d
      left join people p on p.id = d.person_id
      order by d.decided_at desc`)
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      reason: row.reason,
      decidedAt: iso(row.decided_at),
      decidedBy: row.decided_by,
      undoneAt: row.undone_at && iso(row.undone_at),
      undoneReason: row.undone_reason,
      mayUndo: row.may_undo,
      subject: row.subject,
      numbers:
        row.retired_id && row.surviving_id ? { retired: row.retired_id, surviving: row.surviving_id } : null,
    }))
  })
}

type Run = <R extends Record<string, unknown>>(query: SQL) => Promise<R[]>

/** The database applies reach and trail; a role that has no business here is refused before. */
async function asked<T>(ctx: Ctx, work: (run: Run) => Promise<T>): Promise<T> {
  if (!canDecideIdentities(ctx.actor)) throw new DomainError('forbidden', 'record.vigilanceNotAllowed')
  // Not `read`: who looks is written down.
  return ctx.write(({ tx }) =>
    work(async <R extends Record<string, unknown>>(query: SQL) => [...(await tx.execute(query))] as R[]),
  )
}
