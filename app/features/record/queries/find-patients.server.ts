import { type SQL, sql } from 'drizzle-orm'
import { filesOf } from '#app/kernel/actor.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Tx } from '#db/scope.ts'
import type { PatientQuery } from '../rules.ts'
import { uuids } from './patient-rows.server.ts'

/** How patients were found: what the trail says of a search. */
export type FoundBy =
  | 'ins'
  | 'local_id'
  | 'name'
  | 'birth_date'
  | 'name_and_birth_date'
  | 'similar_name'
  | 'none'
export type Found = { ids: string[]; by: FoundBy; isMore: boolean }

/** As many again as are shown: beyond it one types another word. */
const candidatesFor = (limit: number) => 2 * limit
/** A day of birth is one of 30,000. */
const MAX_BORN = 120
const RECENTLY_OPENED = 200
/** Shorter words resemble half of all names. */
const MIN_SIMILAR_LETTERS = 5

/** Whoever this person may see that answers the query, those opened lately first. */
export async function findPatients(tx: Tx, ctx: Ctx, query: PatientQuery, limit: number): Promise<Found> {
  const { words, birthDate } = query
  const answer = async (by: FoundBy, candidates: SQL): Promise<Found | null> => {
    const ids = await ranked(tx, ctx, candidates, limit + 1)
    return ids.length > 0 ? { ids: ids.slice(0, limit), by, isMore: ids.length > limit } : null
  }
  const byNumber =
    (query.insMatricule && (await answer('ins', withIns(query.insMatricule)))) ||
    (query.localId && (await answer('local_id', withLocalId(query.localId))))
  if (byNumber) return byNumber

  if (birthDate) {
    const by = words.length > 0 ? 'name_and_birth_date' : 'birth_date'
    const found = await answer(by, bornOn(ctx, birthDate, words))
    if (found) return found
  } else if (words.length > 0) {
    const found = await answer(
      'name',
      sql`(${named(ctx, words, candidatesFor(limit))}) union ${openedLately(ctx, words)}`,
    )
    if (found) return found
  }
  const isLongEnough = words.some((word) => word.length >= MIN_SIMILAR_LETTERS)
  const similar = isLongEnough ? await similarTo(tx, words, limit) : []
  return { ids: similar, by: similar.length > 0 ? 'similar_name' : 'none', isMore: false }
}

const withIns = (matricule: string) => sql`
  select p.id as patient_id, true as is_whole from patients p where p.ins_matricule = ${matricule} limit ${MAX_BORN}`

const withLocalId = (localId: string) => sql`
  select f.patient_id, true as is_whole from patient_files f
  where f.establishment_id = (select app.files_of()) and f.local_id in (${localId}, ${localId.toUpperCase()})`

/** Few rows, so the words are asked of each. */
const bornOn = (ctx: Ctx, birthDate: string, words: string[]) => sql`
  select p.id as patient_id, true as is_whole from patients p
  where p.birth_date = ${birthDate}::date
    ${and(words.map((word) => hasWord(grantees(ctx), sql`p.id`, word)))}
  limit ${MAX_BORN}`

/**
 * The longest word from the index, in its order, whole names first; the others are asked of all words of each name,
 * which the index holds too. So a frequent name is enough soon, and one range is read for a rare one. Of several words
 * the names that hold each of them whole are asked for apart: in that order they may stand behind all the Jeannes.
 */
function named(ctx: Ctx, words: string[], limit: number): SQL {
  const [longest = '', ...others] = [...words].sort((a, b) => b.length - a.length)
  const isWhole = others.map((word) => sql`strpos(t.words || ' ', ${` ${word} `}) > 0`)
  const isBegun = others.map((word) => sql`strpos(t.words, ${` ${word}`}) > 0`)
  const equal =
    others.length === 0
      ? sql``
      : sql`
      (select t.patient_id, true as is_whole from access_tokens t
      where t.region_id = (select app.current_region()) and t.grantee_id = g.id and t.token = ${longest}
        ${and(isWhole)}
      order by t.patient_id limit ${limit}) union all`
  // Each grantee apart and by equality: a prefix of the index.
  return sql`
    select f.* from unnest(${uuids(searchGrantees(ctx))}) as g (id)
    cross join lateral (${equal} (
      select t.patient_id, t.token = ${longest} ${and(isWhole)} as is_whole from access_tokens t
      where t.region_id = (select app.current_region()) and t.grantee_id = g.id and ${begins(longest)}
        ${and(isBegun)}
      order by t.token, t.patient_id limit ${limit})) f`
}

/** So that a frequent name does not hide the patient one opened this morning. */
const openedLately = (ctx: Ctx, words: string[]) => sql`
  select v.patient_id, false as is_whole from (
    select r.patient_id from record_visits r
    where r.person_id = ${ctx.actor.id}::uuid and r.last_visit_at > now() - interval '30 days'
    order by r.last_visit_at desc limit ${RECENTLY_OPENED}) v
  where true ${and(words.map((word) => hasWord(grantees(ctx), sql`v.patient_id`, word)))}`

/**
 * `^@` would be a range of the index only while its value is known, so each search would be planned anew. Words are
 * of the letters a to z and digits, and the brace comes after them all.
 */
const begins = (word: string) => sql`t.token >= ${word} and t.token < ${`${word}{`}`

/** A scalar probe by patient, like the doors: a join of two prefixes would be planned for one and read the other. */
const hasWord = (grantee: SQL, patientId: SQL, word: string) => sql`(
  select true from access_tokens t
  where t.region_id = (select app.current_region()) and t.patient_id = ${patientId}
    and t.grantee_id = ${grantee} and ${begins(word)}
  limit 1)`

const grantees = (ctx: Ctx) => sql`any (${uuids(searchGrantees(ctx))})`
const and = (conditions: SQL[]) =>
  sql.join(
    conditions.map((condition) => sql`and ${condition}`),
    sql` `,
  )

/** Pinned first, then opened in the last 30 days, then whole names before beginnings of names, then by the alphabet. */
async function ranked(tx: Tx, ctx: Ctx, candidates: SQL, limit: number): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select p.id from (${candidates}) c
    join patients p on p.region_id = (select app.current_region()) and p.id = c.patient_id
    left join record_visits v on v.person_id = ${ctx.actor.id}::uuid and v.patient_id = p.id
      and v.last_visit_at > now() - interval '30 days'
    left join pinned_patients n on n.person_id = ${ctx.actor.id}::uuid and n.patient_id = p.id
    group by p.region_id, p.id, v.last_visit_at, n.patient_id
    order by (n.patient_id is not null) desc, v.last_visit_at desc nulls last, bool_or(c.is_whole) desc,
      p.birth_name collate "fr-x-icu", p.first_given_name collate "fr-x-icu", p.birth_date, p.id
    limit ${limit}`)
  return rows.map((r) => r.id)
}

async function similarTo(tx: Tx, words: string[], limit: number): Promise<string[]> {
  const rows = await tx.execute<{ patient_id: string }>(
    sql`select patient_id from app.search_similar(${words.join(' ')}, ${limit}::int)`,
  )
  return rows.map((r) => r.patient_id)
}

const searchGrantees = ({ actor }: Ctx): string[] =>
  [...new Set([...actor.grantees, filesOf(actor)])].filter((id) => id !== null)
