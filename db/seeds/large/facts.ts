import type { Sql } from 'postgres'

export type BenchMember = {
  personId: string
  membershipId: string
  establishmentId: string
  role: string
  email: string
}
export type BenchPatient = {
  patientId: string
  localId: string
  birthName: string
  firstGivenName: string
  birthDate: string
  insMatricule: string
  entries: number
}
/** Who and what to measure with: written when the region is built, kept with it. */
export type LargeFacts = {
  regionId: string
  controlRegionId: string
  builtOn: string
  /** Doctor of the cancer centre, which has a file of every patient and 203,000 running relations. */
  centreDoctor: BenchMember
  /** Of a hospital with some twenty thousand files. */
  hospitalDoctor: BenchMember
  /** Of a hospital with a few hundred. */
  smallHospitalDoctor: BenchMember
  /** Declared GP of about 200 patients; the practice has no files. */
  gp: BenchMember
  controlDoctor: BenchMember
  /** A board with cases of its own. */
  boardId: string
  patients: {
    /** Of the GP above, with an ordinary record. */
    typical: BenchPatient
    /** Of the centre, with some 4,300 entries and 1,700 texts. */
    heavy: BenchPatient
    /** In a file of the small hospital. */
    small: BenchPatient
  }
  counts: Record<string, number>
}

/** Before the scaffold goes: it knows the numbers behind the ids. */
export async function gatherFacts(sql: Sql): Promise<LargeFacts> {
  const [{ region_id: regionId } = { region_id: '' }] =
    await sql`select region_id from large.establishment where n = 1`
  const [{ region_id: controlRegionId } = { region_id: '' }] =
    await sql`select region_id from large.establishment where n = 921`
  const gp = await memberOf(sql, sql`select person_id from large.gp where i = 500`)
  const inEstablishment = (n: number) =>
    memberOf(sql, sql`select person_id from large.doctor where establishment_n = ${n} and i = 7`)
  const [anchor] = await sql<{ day: string }[]>`select large.anchor()::date::text as day`
  const [board] = await sql<{ id: string }[]>`select large.id('board', 7) as id`
  return {
    regionId,
    controlRegionId,
    builtOn: anchor!.day,
    gp,
    centreDoctor: await inEstablishment(1),
    hospitalDoctor: await inEstablishment(5),
    smallHospitalDoctor: await inEstablishment(20),
    controlDoctor: await inEstablishment(921),
    boardId: board!.id,
    patients: {
      typical: await patientOf(sql, 1, sql`p.gp_i = 500 and f.entry_count between 15 and 40`),
      heavy: await patientOf(sql, 1, sql`p.n <= 3`),
      small: await patientOf(sql, 20, sql`f.entry_count between 3 and 20`),
    },
    counts: await countRows(sql),
  }
}

async function memberOf(sql: Sql, person: ReturnType<Sql>): Promise<BenchMember> {
  const [member] = await sql<BenchMember[]>`
    select m.person_id as "personId", m.id as "membershipId", m.establishment_id as "establishmentId",
      m.role::text, a.email
    from memberships m join sign_in_accounts a on a.person_id = m.person_id
    where m.person_id = (${person})`
  return member!
}

async function patientOf(
  sql: Sql,
  establishmentN: number,
  condition: ReturnType<Sql>,
): Promise<BenchPatient> {
  const [patient] = await sql<BenchPatient[]>`
    select p.id as "patientId", pf.local_id as "localId", p.birth_name as "birthName",
      p.first_given_name as "firstGivenName", p.birth_date::text as "birthDate", p.ins as "insMatricule",
      f.entry_count as entries
    from large.patient p join large.file f on f.patient_n = p.n and f.establishment_n = ${establishmentN}
    join patient_files pf on pf.region_id = f.region_id and pf.id = f.id
    where p.ins is not null and ${condition} order by p.n limit 1`
  if (!patient) throw new Error('The large region has no patient to measure with: its generator is broken.')
  return patient
}

async function countRows(sql: Sql): Promise<Record<string, number>> {
  const [counts] = await sql<Record<string, number>[]>`
    select (select count(*)::integer from patients) as patients,
      (select count(*)::integer from patient_files) as "patientFiles",
      (select count(*)::integer from establishments) as establishments,
      (select count(*)::integer from people) as people,
      (select count(*)::integer from care_relations) as "careRelations",
      (select count(*)::integer from care_relations where ends_at is null or ends_at > now()) as "runningRelations",
      (select count(*)::integer from access_tokens) as "accessTokens",
      (select count(*)::integer from record_entries) as "recordEntries",
      (select count(*)::integer from documents) as documents,
      (select count(*)::integer from document_texts) as "documentTexts",
      (select count(*)::integer from stays) as stays,
      (select count(*)::integer from record_visits) as "recordVisits"`
  return { ...counts! }
}
