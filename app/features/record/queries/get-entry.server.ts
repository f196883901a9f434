import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { Tx } from '#db/scope.ts'
import { canCorrectFact, canMarkFactInError } from '../policy.ts'
import { type EntryLine, type EntryRow, entryLine, entryLines } from './entry-rows.server.ts'
import { type Contribution, contributionOf } from './get-contribution.server.ts'
import { noteVisit, openPatient } from './open-patient.server.ts'
import { iso } from './patient-rows.server.ts'

export type EntryDetail = EntryLine & {
  document: { mediaType: string; byteLength: number; typeCode: string | null } | null
  /** Of what was brought from outside: by whom, for whom, and how far it is on its way there. */
  contribution: Contribution | null
  /** When it came to stand as it does: withdrawn, replaced, in error. */
  standsSince: string
  /** Why it was marked as entered in error; a note says it with its words. */
  errorReason: string | null
  /** What this reader may do with a fact: put other words in its place, mark it as an error. */
  mayCorrect: boolean
  mayMarkInError: boolean
  /** By which ways it came in, the first one first. */
  provenances: { channel: string; receivedAt: string }[]
  /** The versions before and after it. */
  replaces: VersionLink | null
  replacedBy: VersionLink | null
  /** Other documents under the same producer's id that nobody declared a version of this one. */
  besides: VersionLink[]
  /** The document before (older) and after (newer) this one on the timeline. */
  olderDocumentId: string | null
  newerDocumentId: string | null
}
export type VersionLink = { id: string; occurredAt: string; recordedAt: string; authorName: string | null }

export function getEntry(ctx: Ctx, patientId: string, entryId: string): Promise<EntryDetail> {
  return openPatient(ctx, patientId, async ({ tx }) => {
    const since = await noteVisit(tx, ctx, patientId)
    const row = await findEntry(tx, patientId, entryId)
    const [more] = await tx.execute<More>(sql`
      select d.byte_length, d.type_code, e.updated_at, e.error_reason,
        array(select json_build_object('channel', v.channel, 'receivedAt', v.received_at)
              from entry_provenances v where v.region_id = e.region_id and v.entry_id = e.id
              order by v.received_at) as provenances,
        (select ${link} from record_entries o where o.region_id = e.region_id and o.id = e.replaces_id) as replaces,
        (select ${link} from record_entries o
         where o.region_id = e.region_id and o.patient_id = e.patient_id and o.replaces_id = e.id
         limit 1) as replaced_by,
        array(select ${link} from documents b
              join record_entries o on o.region_id = b.region_id and o.id = b.entry_id
              where b.region_id = d.region_id and b.establishment_id = d.establishment_id
                and b.patient_id = d.patient_id and b.unique_id = d.unique_id and b.entry_id <> d.entry_id
                and o.status = 'current' and e.status = 'current') as besides
      from record_entries e
      left join documents d on d.region_id = e.region_id and d.entry_id = e.id
      where e.id = ${entryId}::uuid`)
    const held = {
      ...row,
      establishmentId: row.establishment_id,
      fromEstablishmentId: row.from_establishment_id,
      authorPersonId: row.author_person_id,
    }
    return {
      ...entryLine(ctx, since)(row),
      contribution: await contributionOf(tx, ctx, row),
      document: row.media_type
        ? { mediaType: row.media_type, byteLength: more!.byte_length, typeCode: more!.type_code }
        : null,
      standsSince: iso(more!.updated_at),
      errorReason: more!.error_reason,
      mayCorrect: canCorrectFact(ctx.actor, held),
      mayMarkInError: canMarkFactInError(ctx.actor, held),
      provenances: more!.provenances.map((p) => ({ ...p, receivedAt: iso(p.receivedAt) })),
      replaces: linkOf(more!.replaces),
      replacedBy: linkOf(more!.replaced_by),
      besides: more!.besides.flatMap((b) => linkOf(b) ?? []),
      ...(await neighbours(tx, patientId, entryId)),
    }
  })
}

type More = {
  byte_length: number
  type_code: string | null
  updated_at: string
  error_reason: string | null
  provenances: { channel: string; receivedAt: string }[]
  replaces: VersionLink | null
  replaced_by: VersionLink | null
  besides: VersionLink[]
}

const link = sql`json_build_object(
  'id', o.id, 'occurredAt', o.occurred_at, 'recordedAt', o.recorded_at, 'authorName', o.author_name)`
const linkOf = (found: VersionLink | null) =>
  found && { ...found, occurredAt: iso(found.occurredAt), recordedAt: iso(found.recordedAt) }

async function findEntry(tx: Tx, patientId: string, entryId: string): Promise<EntryRow> {
  const isUuid = /^[0-9a-f-]{36}$/i.test(entryId)
  const [row] = isUuid
    ? await tx.execute<EntryRow>(
        entryLines(sql`where e.id = ${entryId}::uuid and e.patient_id = ${patientId}::uuid`),
      )
    : []
  if (!row) throw new DomainError('not_found', 'record.entryNotFound')
  return row
}

/** Next and previous document, by keys while one reads. */
async function neighbours(tx: Tx, patientId: string, entryId: string) {
  const [row] = await tx.execute<{ older: string | null; newer: string | null }>(sql`
    with here as (select e.occurred_at, e.id from record_entries e where e.id = ${entryId}::uuid)
    select
      (select e.id from record_entries e
       where e.patient_id = ${patientId}::uuid and e.media_type is not null and e.status = 'current' and e.id <> h.id
         and e.occurred_at <= h.occurred_at and (e.occurred_at < h.occurred_at or e.id > h.id)
       order by e.occurred_at desc, e.id limit 1) as older,
      (select e.id from record_entries e
       where e.patient_id = ${patientId}::uuid and e.media_type is not null and e.status = 'current' and e.id <> h.id
         and e.occurred_at >= h.occurred_at and (e.occurred_at > h.occurred_at or e.id < h.id)
       order by e.occurred_at, e.id desc limit 1) as newer
    from here h`)
  return { olderDocumentId: row?.older ?? null, newerDocumentId: row?.newer ?? null }
}
