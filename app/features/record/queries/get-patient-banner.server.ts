import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { IDENTITY_STATUSES, SEXES } from '../contract.ts'
import type { ChoicePurpose } from '../contract-choices.ts'
import { openPatient } from './open-patient.server.ts'
import { iso } from './patient-rows.server.ts'

/** Who a screen is about: what stands at the top of every page of a patient. */
export type PatientIdentity = {
  id: string
  birthName: string
  firstGivenName: string
  birthGivenNames: string
  usedName: string | null
  usedGivenName: string | null
  birthDate: string | null
  sex: (typeof SEXES)[number]
  insMatricule: string | null
  insOid: string | null
  identityStatus: (typeof IDENTITY_STATUSES)[number]
  deceasedAt: string | null
  allergyState: 'known' | 'none_known' | 'not_asked'
  allergies: string[]
  hasHomonym: boolean
  /** Kept at hand by who looks. */
  isPinned: boolean
  /** The establishment in which one works has a file: what one adds has a place. */
  hasOwnFile: boolean
  /** What the patient opposed, as the feeds say it: the own house's, to whoever follows the patient every house's. */
  oppositions: ('deposit' | 'consultation' | 'breakGlass' | 'dispatchCentre')[]
  /** What the patient opposed at a desk, purpose by purpose. */
  opposes: ChoicePurpose[]
}

type Row = {
  id: string
  birth_name: string
  first_given_name: string
  birth_given_names: string
  used_name: string | null
  used_given_name: string | null
  birth_date: string | null
  sex: PatientIdentity['sex']
  ins_matricule: string | null
  ins_oid: string | null
  identity_status: PatientIdentity['identityStatus']
  deceased_at: string | null
  allergy_state: PatientIdentity['allergyState']
  allergies: string[]
  has_homonym: boolean
  is_pinned: boolean
  has_own_file: boolean
  opposes_deposit: boolean
  opposes_break_glass: boolean
  opposes_dispatch_centre: boolean
  refuses_consultation: boolean
  opposes: ChoicePurpose[]
}

export function getPatientBanner(ctx: Ctx, patientId: string): Promise<PatientIdentity> {
  return openPatient(ctx, patientId, async ({ tx }) => {
    const [row] = await tx.execute<Row>(sql`
      select p.id, p.birth_name, p.first_given_name, p.birth_given_names, p.used_name, p.used_given_name,
        p.birth_date::text, p.sex, p.ins_matricule, p.ins_oid, p.identity_status, p.deceased_at, p.allergy_state,
        array(
          select e.title from record_entries e
          where e.region_id = p.region_id and e.patient_id = p.id
            and e.kind in ('condition', 'treatment', 'biomarker', 'decision', 'allergy')
            and e.kind = 'allergy' and e.status = 'current'
          order by e.occurred_at desc limit 6) as allergies,
        coalesce((
          select true from patients o
          where o.region_id = p.region_id and o.birth_date = p.birth_date and o.id <> p.id
            and app.fold(o.birth_name) = app.fold(p.birth_name)
          limit 1), false) as has_homonym,
        coalesce((
          select true from pinned_patients n
          where n.region_id = p.region_id and n.person_id = ${ctx.actor.id}::uuid and n.patient_id = p.id
          limit 1), false) as is_pinned,
        coalesce((
          select true from patient_files f
          where f.region_id = p.region_id and f.patient_id = p.id
            and f.establishment_id = (select app.files_of())
          limit 1), false) as has_own_file,
        c.opposes_deposit, c.opposes_break_glass, c.opposes_dispatch_centre, c.refuses_consultation,
        array(
          select l.purpose from (
            select distinct on (x.purpose) x.purpose, x.stance from patient_choices x
            where x.region_id = p.region_id and x.patient_id = p.id and x.stance in ('opposed', 'lifted')
            order by x.purpose, x.recorded_at desc) l
          where l.stance = 'opposed') as opposes
      from patients p
      cross join app.oppositions_of(${patientId}::uuid) c
      where p.id = ${patientId}::uuid`)
    return patientIdentity(row!)
  })
}

const patientIdentity = (row: Row): PatientIdentity => ({
  id: row.id,
  birthName: row.birth_name,
  firstGivenName: row.first_given_name,
  birthGivenNames: row.birth_given_names,
  usedName: row.used_name,
  usedGivenName: row.used_given_name,
  birthDate: row.birth_date,
  sex: row.sex,
  insMatricule: row.ins_matricule,
  insOid: row.ins_oid,
  identityStatus: row.identity_status,
  deceasedAt: row.deceased_at && iso(row.deceased_at),
  allergyState: row.allergies.length > 0 ? 'known' : row.allergy_state,
  allergies: row.allergies,
  hasHomonym: row.has_homonym,
  isPinned: row.is_pinned,
  hasOwnFile: row.has_own_file,
  opposes: row.opposes,
  oppositions: [
    ...(row.opposes_deposit ? (['deposit'] as const) : []),
    ...(row.refuses_consultation ? (['consultation'] as const) : []),
    ...(row.opposes_break_glass ? (['breakGlass'] as const) : []),
    ...(row.opposes_dispatch_centre ? (['dispatchCentre'] as const) : []),
  ],
})
