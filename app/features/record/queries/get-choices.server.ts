import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { CHOICE_PURPOSES, type ChoicePurpose, type ChoiceWay, type Stance } from '../contract-choices.ts'
import { openPatient } from './open-patient.server.ts'

/** One word of the patient, with who wrote it down. */
export type Choice = {
  id: string
  stance: Stance
  how: ChoiceWay
  saidOn: string
  establishmentName: string
  recordedBy: string
}
export type PurposeChoices = { purpose: ChoicePurpose; isOpposed: boolean; history: Choice[] }

type Row = {
  id: string
  purpose: ChoicePurpose
  stance: Stance
  how: ChoiceWay
  said_on: string
  establishment_name: string
  recorded_by: string
}
const SHOWN = 200

/** What the patient said, purpose by purpose, the newest first; and what holds. */
export async function getChoices(ctx: Ctx, patientId: string): Promise<PurposeChoices[]> {
  return openPatient(ctx, patientId, async ({ tx }) => {
    const [rows, opposed] = await Promise.all([
      tx.execute<Row>(sql`
        select c.id, c.purpose, c.stance, c.how, c.said_on::text, s.name as establishment_name,
          concat_ws(' ', p.given_name, p.family_name) as recorded_by
        from (select * from patient_choices c
              where c.region_id = (select app.current_region()) and c.patient_id = ${patientId}::uuid
              order by c.recorded_at desc limit ${SHOWN}) c
        left join establishments s on s.region_id = c.region_id and s.id = c.establishment_id
        left join people p on p.id = c.recorded_by
        order by c.recorded_at desc`),
      tx.execute<{ purpose: ChoicePurpose }>(sql`
        select purpose from unnest(${`{${CHOICE_PURPOSES.join(',')}}`}::text[]) as x(purpose)
        where app.opposes(${patientId}::uuid, purpose)`),
    ])
    const no = new Set(opposed.map((row) => row.purpose))
    return CHOICE_PURPOSES.map((purpose) => ({
      purpose,
      isOpposed: no.has(purpose),
      history: rows
        .filter((row) => row.purpose === purpose)
        .map((row) => ({
          id: row.id,
          stance: row.stance,
          how: row.how,
          saidOn: row.said_on,
          establishmentName: row.establishment_name,
          recordedBy: row.recorded_by,
        })),
    }))
  })
}
