import { sql } from 'drizzle-orm'
import type { Ctx, Unit } from '#app/kernel/ctx.server.ts'
import type { SavedFact } from '../contract.ts'
import { titleOfFact } from '../fact-rules.ts'
import { factOf, measuresOf } from './form-facts.server.ts'

type Brought = { patientId: string; fileId: string; form: SavedFact; zone: string }

/**
 * A fact from outside, into the file of a house where the patient is followed too. Condition, entry, audit and events
 * are `app.contribute_fact`'s: nobody else writes into another house's file.
 */
export async function contributeFact(
  ctx: Ctx,
  { tx }: Unit,
  { patientId, fileId, form, zone }: Brought,
): Promise<{ entryId: string }> {
  const { title, occurredAt, occurredUntil, fact } = wordsOf(ctx, form, zone)
  const said = {
    id: form.key,
    kind: form.kind,
    correctsId: form.correctsId,
    patientId,
    fileId,
    title,
    occurredAt,
    occurredUntil,
    fact,
    authorName: ctx.actor.displayName,
    recordedAt: ctx.now(),
  }
  const [row] = await tx.execute<{ entry_id: string }>(
    sql`select * from app.contribute_fact(${JSON.stringify(said)}::jsonb)`,
  )
  return { entryId: row!.entry_id }
}

function wordsOf(ctx: Ctx, form: SavedFact, zone: string) {
  if (form.kind === 'measure') {
    const { title, occurredAt, observations } = measuresOf(ctx, form, zone)
    return { title, occurredAt, occurredUntil: null, fact: { observations } }
  }
  const { occurredAt, ...fact } = factOf(ctx, form, zone)
  const occurredUntil = 'occurredUntil' in fact ? fact.occurredUntil : null
  return { title: titleOfFact(fact), occurredAt, occurredUntil, fact }
}

/** "None known", asked and answered outside: what is known is not talked away. */
export const contributeAllergyState = async ({ tx, audit }: Unit, patientId: string, state: string) => {
  const [row] = await tx.execute<{ state: string }>(
    sql`select app.contribute_allergy_state(${patientId}::uuid, ${state}) as state`,
  )
  await audit('record.allergy.state', `patient/${patientId}`, { patientId, detail: { state: row!.state } })
}
