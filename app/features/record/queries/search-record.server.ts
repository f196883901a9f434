import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { Tx } from '#db/scope.ts'
import type { EntryKind } from '../contract.ts'
import { type DocumentType, documentTypeOf, type RecordSearchQuery } from '../contract-reading.ts'
import {
  isSearchableText,
  parseSearchTerms,
  readExtracts,
  readSegments,
  type Segment,
} from '../search-words.ts'
import { type EntryLine, type EntryRow, entryLine, entryLines } from './entry-rows.server.ts'
import { openPatient } from './open-patient.server.ts'
import { uuids } from './patient-rows.server.ts'
import { extractsOf, tsQuery, wholeMarked } from './search-query.server.ts'

export type RecordHit = EntryLine & { titleParts: Segment[]; extracts: Segment[][] }
export type RecordSearch = {
  isTooShort: boolean
  hits: RecordHit[]
  /** Found in all, before the page is cut. */
  count: number
  isMore: boolean
  /** What is found, for the filters. Each counts as if it were not chosen itself. */
  kinds: { kind: EntryKind; count: number }[]
  types: { type: DocumentType; count: number }[]
  establishments: { id: string; name: string; count: number }[]
  authors: { name: string; count: number }[]
}

const PAGE_SIZE = 20
/** A word that stands in more entries of one record finds none of them. */
const MAX_FOUND = 2_000

type Found = {
  id: string
  kind: EntryKind
  establishment_id: string
  establishment_name: string
  author_name: string | null
  /** Of a document its code, empty when nobody said it; null of what is none. */
  type_code: string | null
}

/**
 * Words inside one patient's record: titles, documents, notes, read entry by entry by a function that asks the
 * record's doors once: thousands of entries are one long record. (UXS-02)
 */
export async function searchRecord(
  ctx: Ctx,
  patientId: string,
  typed: string,
  query: RecordSearchQuery,
): Promise<RecordSearch> {
  // Words of documents are found past the policies: who may not read them asks nothing of them.
  if (ctx.actor.readsAgendaOnly) throw new DomainError('forbidden', 'record.agendaOnly')
  return openPatient(ctx, patientId, async ({ tx, audit }) => {
    const terms = parseSearchTerms(typed)
    if (!isSearchableText(terms)) return { ...nothing, isTooShort: true }
    const asked = tsQuery(terms)
    const found = await findEntries(tx, patientId, asked, query)
    const passes = (row: Found, but?: keyof RecordSearchQuery) =>
      (but === 'kind' || !query.kind || row.kind === query.kind) &&
      (but === 'type' || !query.type || typeOf(row) === query.type) &&
      (but === 'establishment' || !query.establishment || row.establishment_id === query.establishment) &&
      (but === 'author' || !query.author || row.author_name === query.author)
    const kept = found.slice(0, MAX_FOUND).filter((row) => passes(row))
    const page = kept.slice(0, PAGE_SIZE * (query.pages ?? 1))
    await audit('record.search', `patient/${patientId}`, { patientId, detail: { found: kept.length } })
    const names = new Map(found.map((row) => [row.establishment_id, row.establishment_name]))
    return {
      isTooShort: false,
      hits: await describe(tx, ctx, page, asked),
      count: kept.length,
      isMore: kept.length > page.length,
      kinds: tally(found.filter((r) => passes(r, 'kind')).map((r) => r.kind)).map(([kind, count]) => ({
        kind,
        count,
      })),
      types: tally(found.filter((r) => passes(r, 'type')).flatMap((r) => typeOf(r) ?? [])).map(
        ([type, count]) => ({ type, count }),
      ),
      establishments: tally(
        found.filter((r) => passes(r, 'establishment')).map((r) => r.establishment_id),
      ).map(([id, count]) => ({ id, name: names.get(id) ?? '', count })),
      authors: tally(
        found.filter((r) => passes(r, 'author')).flatMap((r) => (r.author_name ? [r.author_name] : [])),
      ).map(([name, count]) => ({ name, count })),
    }
  })
}

const nothing: RecordSearch = {
  isTooShort: false,
  hits: [],
  count: 0,
  isMore: false,
  kinds: [],
  types: [],
  establishments: [],
  authors: [],
}

const typeOf = ({ type_code }: Found) => (type_code === null ? null : documentTypeOf(type_code))

/** All that holds the words, newest first. Documents have their words ready; titles and notes are short. */
function findEntries(tx: Tx, patientId: string, asked: SQL, { from, to }: RecordSearchQuery) {
  const zone = sql`(select z.time_zone from regions z where z.id = (select app.current_region()))`
  const since = from ? sql`(${from}::date::timestamp at time zone ${zone})` : sql`null`
  const until = to ? sql`((${to}::date + 1)::timestamp at time zone ${zone})` : sql`null`
  return tx.execute<Found>(sql`
    select e.id, e.kind, e.establishment_id, s.name as establishment_name, e.author_name, e.type_code
    from app.search_entries(${patientId}::uuid, (${asked}), ${since}, ${until}, ${MAX_FOUND}::int)
      with ordinality e (id, kind, establishment_id, author_name, type_code, place)
    join establishments s on s.region_id = (select app.current_region()) and s.id = e.establishment_id
    order by e.place`)
}

async function describe(tx: Tx, ctx: Ctx, page: Found[], asked: SQL): Promise<RecordHit[]> {
  if (page.length === 0) return []
  const rows = await tx.execute<EntryRow & { marked_title: string; headline: string | null }>(sql`
    select lines.*, ${wholeMarked(sql`lines.title`, sql`q.query`)} as marked_title,
      ${extractsOf(sql`coalesce(t.content, n.body)`, sql`q.query`)} as headline
    from (${entryLines(sql`where e.id = any (${uuids(page.map((row) => row.id))})`)}) lines
    cross join (select ${asked} as query) q
    left join lateral (
      select t.content from document_texts t
      where lines.media_type is not null and t.entry_id = lines.id limit 1) t on true
    left join lateral (
      select n.body from notes n where lines.kind = 'note' and n.entry_id = lines.id limit 1) n on true
    order by lines.occurred_at desc, lines.id`)
  const line = entryLine(ctx, null)
  return rows.map((row) => ({
    ...line(row),
    titleParts: readSegments(row.marked_title),
    extracts: readExtracts(row.headline),
  }))
}

/** How often each stands there, the most frequent first. */
function tally<T extends string>(values: T[]): [T, number][] {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])
}
