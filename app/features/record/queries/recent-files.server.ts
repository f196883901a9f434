import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Tx } from '#db/scope.ts'
import type { PatientListQuery } from '../contract.ts'
import { type IdPage, MAX_COUNT, PAGE_SIZE } from './id-page.ts'
import { instantOfMicros } from './patient-rows.server.ts'

/**
 * The own establishment's files, the latest activity first. The cursor is a moment and a file: no name, so
 * that an address can be sent, and no place that moves when something happens to that file.
 */
export async function listFiles(
  tx: Tx,
  _ctx: Ctx,
  query: PatientListQuery,
  units: string[] | null = null,
): Promise<IdPage> {
  const isInWard = units || query.filter === 'admitted' ? sql`and f.current_unit is not null` : sql``
  // Literals of Postgres, so that the array is one parameter.
  const inWard = units ? sql`${isInWard} and f.current_unit = any (${sql.param(units)}::text[])` : isInWard
  const isBackward = Boolean(query.before)
  const cursor = parseCursor(query.before ?? query.after)
  const [beyond, order] = isBackward ? [sql`>`, sql`asc`] : [sql`<`, sql`desc`]
  const from = cursor
    ? sql`and (f.last_activity_at, f.id) ${beyond} (${cursor.at}, ${cursor.fileId}::uuid)`
    : sql``
  const found = await tx.execute<{ patient_id: string; cursor: string }>(sql`
    select f.patient_id, (extract(epoch from f.last_activity_at) * 1000000)::bigint || '.' || f.id as cursor
    from patient_files f
    where f.establishment_id = (select app.files_of()) ${inWard} ${from}
    order by f.last_activity_at ${order}, f.id ${order} limit ${PAGE_SIZE + 1}`)
  const rows = found.slice(0, PAGE_SIZE)
  if (isBackward) rows.reverse()
  const isCut = found.length > PAGE_SIZE
  const hasNext = isBackward || isCut
  const hasPrevious = isBackward ? isCut : cursor !== null
  return {
    // Two files of one patient in one house (fr: doublon d'IPP) are one line.
    ids: [...new Set(rows.map((r) => r.patient_id))],
    page: {
      next: hasNext ? (rows.at(-1)?.cursor ?? null) : null,
      previous: hasPrevious ? (rows[0]?.cursor ?? null) : null,
    },
    count: await countFiles(tx, inWard),
  }
}

async function countFiles(tx: Tx, inWard: SQL) {
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select from patient_files f where f.establishment_id = (select app.files_of()) ${inWard}
      limit ${MAX_COUNT + 1}) f`)
  const count = row?.count ?? 0
  return { value: Math.min(count, MAX_COUNT), isMore: count > MAX_COUNT }
}

function parseCursor(cursor: string | undefined): { at: SQL; fileId: string } | null {
  const [, micros, fileId] = /^(\d{1,16})\.([0-9a-f-]{36})$/.exec(cursor ?? '') ?? []
  if (!micros || !fileId) return null
  return { at: instantOfMicros(micros), fileId }
}
