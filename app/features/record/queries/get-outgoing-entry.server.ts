import { sql } from 'drizzle-orm'
import { type BlobStore, readBlob } from '#app/kernel/blobs.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { EntryKind } from '../contract.ts'
import { factInWords } from './fact-in-words.server.ts'
import { iso } from './patient-rows.server.ts'

/** An entry with all that another software needs to file it: whose, by whom, and the content. */
export type OutgoingEntry = {
  patientId: string
  isCurrent: boolean
  title: string
  occurredAt: Date
  recordedAt: Date
  typeCode: string | null
  uniqueId: string
  author: { rpps: string | null; familyName: string; givenName: string; title: string | null }
  file: {
    localId: string
    birthName: string
    firstGivenName: string
    birthGivenNames: string
    usedName: string | null
    birthDate: string | null
    sex: 'male' | 'female' | 'unknown'
    identityStatus: string
    insMatricule: string | null
    insOid: string | null
  }
  content: { mediaType: string; bytes: Uint8Array } | { text: string }
}

type Row = {
  id: string
  kind: EntryKind
  patient_id: string
  status: string
  title: string
  occurred_at: string
  recorded_at: string
  author_rpps: string | null
  author_name: string | null
  family_name: string | null
  given_name: string | null
  person_title: string | null
  type_code: string | null
  unique_id: string | null
  media_type: string | null
  blob_key: string | null
  body: string | null
  file: OutgoingEntry['file']
}

/** In the house's own context, for its interfaces: null when it is not, or no more, in a file of this house. */
export async function getOutgoingEntry(
  ctx: Ctx,
  entryId: string,
  blobs: BlobStore,
): Promise<OutgoingEntry | null> {
  const [row] = await ctx.read((tx) =>
    tx.execute<Row>(sql`
      select e.id, e.patient_id, e.kind, e.status, e.title, e.occurred_at, e.recorded_at, e.author_rpps, e.author_name,
        p.family_name, p.given_name, p.title as person_title, d.type_code, d.unique_id, d.media_type, d.blob_key,
        n.body, json_build_object('localId', f.local_id, 'birthName', f.birth_name,
          'firstGivenName', f.first_given_name, 'birthGivenNames', f.birth_given_names, 'usedName', f.used_name,
          'birthDate', f.birth_date, 'sex', f.sex, 'identityStatus', f.identity_status,
          'insMatricule', f.ins_matricule, 'insOid', f.ins_oid) as file
      from record_entries e
      join patient_files f on f.region_id = e.region_id and f.id = e.file_id
        and f.establishment_id = (select app.files_of())
      left join people p on p.id = e.author_person_id
      left join documents d on d.region_id = e.region_id and d.entry_id = e.id
      left join notes n on n.region_id = e.region_id and n.entry_id = e.id
      where e.id = ${entryId}::uuid`),
  )
  if (!row) return null
  // What was brought as a fact has no paper: its words are put together here.
  const text = row.body ?? (row.blob_key === null ? await factInWords(ctx, row) : null)
  if (row.blob_key === null && text === null) return null
  return {
    patientId: row.patient_id,
    isCurrent: row.status === 'current',
    title: row.title,
    occurredAt: new Date(iso(row.occurred_at)),
    recordedAt: new Date(iso(row.recorded_at)),
    typeCode: row.type_code,
    uniqueId: row.unique_id ?? row.id,
    author: {
      rpps: row.author_rpps,
      familyName: row.family_name ?? row.author_name ?? '',
      givenName: row.given_name ?? '',
      title: row.person_title,
    },
    file: row.file,
    content:
      row.blob_key === null
        ? { text: text ?? '' }
        : { mediaType: row.media_type!, bytes: await readBlob(blobs, row.blob_key) },
  }
}
