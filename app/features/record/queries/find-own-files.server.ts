import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { canDecideIdentities } from '../policy.ts'
import { isSearchable, parsePatientQuery } from '../rules.ts'
import { findPatients } from './find-patients.server.ts'
import { uuids } from './patient-rows.server.ts'
import type { Traits } from './review-identities.server.ts'

export type OwnFileFound = { fileId: string; patientId: string; localId: string; traits: Traits }

const MAX_FILES = 8

/** Files of the own establishment that answer to a local id, a former one, a name or a birth date. */
export async function findOwnFiles(ctx: Ctx, typed: string): Promise<OwnFileFound[]> {
  if (!canDecideIdentities(ctx.actor)) throw new DomainError('forbidden', 'record.vigilanceNotAllowed')
  const query = parsePatientQuery(typed)
  if (!isSearchable(query)) return []
  return ctx.write(async ({ tx, audit }) => {
    const { ids, by } = await findPatients(tx, ctx, query, MAX_FILES)
    const rows = await tx.execute<{
      file_id: string
      patient_id: string
      local_id: string
      traits: Traits
    }>(sql`
      select f.id as file_id, f.patient_id, f.local_id, app.traits_of(f) as traits
      from patient_files f
      where f.establishment_id = (select app.files_of()) and (f.patient_id = any (${uuids(ids)})
        or f.id = (select l.file_id from former_local_ids l
                   where l.establishment_id = (select app.files_of()) and l.local_id = ${query.localId ?? ''}))
      order by f.birth_name, f.first_given_name, f.local_id limit ${MAX_FILES}`)
    await audit('record.patients.search', 'patients', { detail: { by, found: rows.length } })
    return rows.map((row) => ({
      fileId: row.file_id,
      patientId: row.patient_id,
      localId: row.local_id,
      traits: row.traits,
    }))
  })
}
