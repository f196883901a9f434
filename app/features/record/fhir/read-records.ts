import type { OpenFile, PATIENT_CLASSES } from '../contract.ts'
import { type FactSaid, readAllergies, readBiomarkers, readConditions } from './read-diseases.ts'
import { type ReportSaid, readReports } from './read-observations.ts'
import { readTreatments } from './read-treatments.ts'
import {
  asArray,
  type Coding,
  type Concept,
  codesOf,
  dateOf,
  dayOf,
  idOf,
  type Period,
  type Resource,
  textOf,
  uniqueIdOf,
} from './resources.ts'

/** What a file says of one patient, in the words of the record's own commands. */
export type RecordSaid = {
  identity: OpenFile
  stays: StaySaid[]
  reports: ReportSaid[]
  facts: (FactSaid & { sourceId?: string })[]
  isNoAllergyKnown: boolean
  documents: DocumentSaid[]
  /** Of each encounter, who saw the patient. */
  authorOf: Map<string, string>
}
export type StaySaid = {
  visitNumber: string
  patientClass: (typeof PATIENT_CLASSES)[number]
  unit: string | null
  admittedAt: Date
  dischargedAt: Date | null
  isCancelled: boolean
  encounterId: string
}
export type DocumentSaid = {
  uniqueId: string
  title: string
  occurredAt: Date
  typeCode: string | null
  mediaType: string
  base64: string
  encounterId: string
}
export type LeftOut = Map<string, number>

/** Resources about nobody, and those that say what others say already. */
const CONTEXT = ['Patient', 'Practitioner', 'Organization', 'Location', 'PractitionerRole', 'Medication']

/** Every patient of a set of resources with their record. What has no place here is counted, with the reason. */
export function readRecords(resources: Resource[]): { records: RecordSaid[]; leftOut: LeftOut } {
  const leftOut: LeftOut = new Map()
  const leaveOut = (resource: Resource, why: string) => {
    const key = `${resource.resourceType}: ${why}`
    leftOut.set(key, (leftOut.get(key) ?? 0) + 1)
  }
  const named = new Map(
    resources.filter((r) => r.resourceType === 'Practitioner').map((r) => [r.id ?? '', nameOf(r)]),
  )
  const medicines = new Map(
    resources.filter((r) => r.resourceType === 'Medication').map((r) => [r.id ?? '', textOf(r.code)]),
  )
  const patients = resources.filter((r) => r.resourceType === 'Patient')
  const known = new Set(patients.map((p) => p.id ?? ''))
  const byPatient = new Map<string, Resource[]>()
  for (const resource of resources) {
    if (CONTEXT.includes(resource.resourceType)) continue
    const patientId = idOf(resource.subject ?? resource.patient)
    if (!known.has(patientId)) leaveOut(resource, 'no patient in this file')
    else byPatient.set(patientId, [...(byPatient.get(patientId) ?? []), resource])
  }
  const records = patients.map((p) =>
    recordOf(p, byPatient.get(p.id ?? '') ?? [], { named, medicines, leaveOut }),
  )
  // Two patients under one number would become one person: then each is known by the id of the file.
  const count = (localId: string) => records.filter((r) => r.identity.localId === localId).length
  const shared = new Set(records.map((r) => r.identity.localId).filter((id) => count(id) > 1))
  for (const [i, { identity }] of records.entries()) {
    if (shared.has(identity.localId)) identity.localId = `${patients[i]!.id}`.slice(0, 100)
  }
  return { records, leftOut }
}

type Around = {
  named: Map<string, string>
  medicines: Map<string, string>
  leaveOut: (resource: Resource, why: string) => void
}
const READ = [
  'Encounter',
  'Condition',
  'Observation',
  'Procedure',
  'MedicationRequest',
  'MedicationAdministration',
  'AllergyIntolerance',
  'DiagnosticReport',
  'DocumentReference',
]

function recordOf(
  patient: Resource,
  resources: Resource[],
  { named, medicines, leaveOut }: Around,
): RecordSaid {
  const of = (type: string) => resources.filter((r) => r.resourceType === type)
  for (const resource of resources)
    if (!READ.includes(resource.resourceType)) leaveOut(resource, 'no place yet')
  const observations = of('Observation')
  const allergies = readAllergies(of('AllergyIntolerance'), leaveOut)
  const given = of('MedicationAdministration')
  const titleOfMedicine = (m: Resource) =>
    textOf(m.medicationCodeableConcept as Concept) ||
    medicines.get(idOf(m.medicationReference as object)) ||
    ''
  // What was given says more than what was prescribed: a prescription of it is not told twice.
  const givenTitles = new Set(given.map((m) => titleOfMedicine(m).toLowerCase()))
  const prescribed = of('MedicationRequest').filter((m) => {
    const isGiven = givenTitles.has(titleOfMedicine(m).toLowerCase())
    if (isGiven) leaveOut(m, 'told by what was given')
    return !isGiven
  })
  return {
    identity: identityOf(patient),
    stays: of('Encounter').flatMap((e) => stayOf(e, leaveOut) ?? []),
    reports: readReports(of('DiagnosticReport'), observations, leaveOut),
    facts: [
      ...readConditions(of('Condition'), observations, leaveOut),
      ...readTreatments(of('Procedure'), [...given, ...prescribed], titleOfMedicine, leaveOut),
      ...allergies.facts,
      ...readBiomarkers(observations),
    ],
    isNoAllergyKnown: allergies.isNoneKnown,
    documents: of('DocumentReference').flatMap((d) => documentOf(d, leaveOut) ?? []),
    authorOf: new Map(
      of('Encounter').flatMap((e): [string, string][] => {
        const participant = asArray(e.participant as { individual?: object }[])[0]?.individual
        const name =
          named.get(idOf(participant)) ?? (participant as { display?: string } | undefined)?.display
        return name ? [[e.id ?? '', name]] : []
      }),
    ),
  }
}

type HumanName = { use?: string; family?: string; given?: string[]; prefix?: string[] }
const namesOf = (r: Resource) => asArray(r.name as HumanName[])

function nameOf(r: Resource): string {
  const name = namesOf(r)[0]
  return [name?.prefix?.[0], name?.given?.join(' '), name?.family].filter(Boolean).join(' ').slice(0, 200)
}

const SEX = { male: 'male', female: 'female' } as const
// Matricules of real people, of tests and of demonstrations; others are no INS.
const INS = /^urn:oid:(1\.2\.250\.1\.213\.1\.4\.(?:8|9|10|11))$/

function identityOf(patient: Resource): OpenFile {
  const names = namesOf(patient)
  const official = names.find((n) => n.use === 'official') ?? names[0]
  const maiden = names.find((n) => n.use === 'maiden')
  const usual = names.find((n) => n.use === 'usual')
  const identifiers = asArray(patient.identifier as { system?: string; value?: string; type?: Concept }[])
  const local = identifiers.find((i) => codesOf(i.type).some((c) => c === 'MR' || c === 'PI'))
  const ins = identifiers.find((i) => INS.test(i.system ?? ''))
  const matricule = ins?.value?.replaceAll(' ', '')
  const isMatricule = /^\d{5}(\d\d|2A|2B)\d{8}$/.test(matricule ?? '')
  const birthName = maiden?.family ?? official?.family ?? 'INCONNU'
  const address = asArray(patient.address as { line?: string[]; postalCode?: string; city?: string }[])[0]
  const phone = asArray(patient.telecom as { system?: string; value?: string }[]).find(
    (x) => x.system === 'phone',
  )
  const usedName = usual?.family ?? official?.family
  return {
    localId: (local?.value ?? `${patient.id}`).slice(0, 100),
    birthName: birthName.slice(0, 200),
    firstGivenName: (official?.given?.[0] ?? 'Inconnu').slice(0, 200),
    birthGivenNames: official?.given?.join(' ').slice(0, 400),
    birthDate: dayOf(patient.birthDate),
    sex: SEX[patient.gender as 'male'] ?? 'unknown',
    usedName: usedName && usedName !== birthName ? usedName : null,
    insMatricule: isMatricule ? matricule : null,
    insOid: isMatricule ? INS.exec(ins?.system ?? '')?.[1] : null,
    identityStatus: isMatricule ? 'RECUP' : 'PROV',
    deceasedAt: dateOf(patient.deceasedDateTime)?.toISOString(),
    phone: phone?.value?.slice(0, 50),
    address:
      address &&
      [...(address.line ?? []), address.postalCode, address.city].filter(Boolean).join(', ').slice(0, 500),
  }
}

const CLASSES: Record<string, StaySaid['patientClass']> = {
  IMP: 'I',
  ACUTE: 'I',
  NONAC: 'I',
  SS: 'I',
  EMER: 'E',
  AMB: 'O',
  VR: 'O',
  HH: 'O',
}

function stayOf(encounter: Resource, leaveOut: Around['leaveOut']): StaySaid | null {
  const period = encounter.period as Period | undefined
  const admittedAt = dateOf(period?.start)
  if (!admittedAt) {
    leaveOut(encounter, 'no date')
    return null
  }
  const isOver = ['finished', 'cancelled', 'entered-in-error', 'unknown'].includes(encounter.status ?? '')
  return {
    visitNumber: uniqueIdOf(encounter).slice(0, 100),
    patientClass: CLASSES[(encounter.class as Coding | undefined)?.code ?? ''] ?? 'N',
    unit:
      textOf(asArray(encounter.type as Concept[])[0])
        .replace(/\s*\(procedure\)$/, '')
        .slice(0, 200) || null,
    admittedAt,
    dischargedAt: dateOf(period?.end) ?? (isOver ? admittedAt : null),
    isCancelled: encounter.status === 'cancelled' || encounter.status === 'entered-in-error',
    encounterId: encounter.id ?? '',
  }
}

function documentOf(d: Resource, leaveOut: Around['leaveOut']): DocumentSaid | null {
  type Attachment = { contentType?: string; data?: string; title?: string; creation?: string }
  const attachment = asArray(d.content as { attachment?: Attachment }[])[0]?.attachment
  const occurredAt = dateOf(d.date, attachment?.creation)
  if (!attachment?.data || !occurredAt) {
    leaveOut(d, attachment?.data ? 'no date' : 'its bytes are not in the file')
    return null
  }
  const context = d.context as { encounter?: { reference?: string }[] } | undefined
  return {
    uniqueId: uniqueIdOf(d),
    title: (attachment.title || textOf(d.type as Concept) || 'Document').slice(0, 300),
    occurredAt,
    typeCode: codesOf(d.type as Concept)[0]?.slice(0, 50) ?? null,
    mediaType: (attachment.contentType ?? '').split(';')[0]!.trim(),
    base64: attachment.data,
    encounterId: idOf(asArray(context?.encounter)[0]),
  }
}
