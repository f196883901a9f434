import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Tx } from '#db/scope.ts'
import { isLookalike, type Lookable } from '../lookalikes.ts'
import { wordsOf } from '../rules.ts'
import { findPatients } from './find-patients.server.ts'
import { describePatients, type PatientRow } from './patient-rows.server.ts'

const MAX_CANDIDATES = 30
const MAX_SHOWN = 6

/** Those within one's own reach who look like somebody: asked by number, by day of birth and by names. */
export async function findLookalikes(tx: Tx, ctx: Ctx, one: Lookable): Promise<PatientRow[]> {
  const nobody = { words: [], birthDate: null, insMatricule: null, localId: null }
  const questions = [
    one.insMatricule ? { ...nobody, insMatricule: one.insMatricule } : null,
    one.birthDate ? { ...nobody, birthDate: one.birthDate, words: wordsOf(one.birthName) } : null,
    { ...nobody, words: wordsOf(`${one.birthName} ${one.firstGivenName}`) },
  ].filter((question) => question !== null)
  const ids = new Set<string>()
  for (const question of questions)
    for (const id of (await findPatients(tx, ctx, question, MAX_CANDIDATES)).ids) ids.add(id)
  const rows = await describePatients(tx, ctx, [...ids])
  return rows.filter((row) => isLookalike(one, row)).slice(0, MAX_SHOWN)
}
