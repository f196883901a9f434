import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { canListPatients } from '../policy.ts'
import { isSearchable, parsePatientQuery } from '../rules.ts'
import { type FoundBy, findPatients } from './find-patients.server.ts'
import { describePatients, type PatientRow } from './patient-rows.server.ts'

export type PatientSearch = { rows: PatientRow[]; by: FoundBy | 'too_short'; isMore: boolean }

const MAX_RESULTS = 30

/**
 * By name, INS, birth date or local id, in any order and mixture; with typing errors when nothing else is
 * found. Its own row in the trail: of which kind and how many answers, never the words.
 */
export async function searchPatients(ctx: Ctx, typed: string): Promise<PatientSearch> {
  if (!canListPatients(ctx.actor)) throw new DomainError('forbidden', 'record.listNotAllowed')
  const query = parsePatientQuery(typed)
  if (!isSearchable(query)) return { rows: [], by: 'too_short', isMore: false }
  return ctx.write(async ({ tx, audit }) => {
    const { ids, by, isMore } = await findPatients(tx, ctx, query, MAX_RESULTS)
    await audit('record.patients.search', 'patients', { detail: { by, found: ids.length } })
    return { rows: await describePatients(tx, ctx, ids), by, isMore }
  })
}
