import { type SQL, sql } from 'drizzle-orm'
import type { ChoicePurpose } from '../contract-choices.ts'

/**
 * The condition that every extract carries: the patient has not opposed this purpose (fr: droit d'opposition). An
 * extract is whatever takes patients' data out of the care it was given for: an indicator, an export, a deposit.
 * `extracts.test.ts` lists them all.
 */
export const unopposed = (patientId: SQL, purpose: ChoicePurpose): SQL =>
  sql`not app.opposes(${patientId}, ${purpose}::text)`
