import { CLAIRE, type SamplePerson } from './factories.ts'

// Messages of invented people written as text, for tests: movements of a stay, appointments, values.

const AUTHORITY = 'CLCC&1.2.250.1.999.1&ISO'

const pidOf = (person: Partial<SamplePerson>, { died = '' } = {}) => {
  const who = { ...CLAIRE, ...person }
  const first = who.givenNames.split(' ')[0]
  const ids = [
    `${who.ipp}^^^${AUTHORITY}^PI`,
    ...(who.ins ? [`${who.ins}^^^ASIP-SANTE-INS-NIR&${who.insOid}&ISO^INS`] : []),
  ]
  const fields = Array.from({ length: 33 }, () => '')
  fields[3] = ids.join('~')
  fields[5] = `${who.birthName}^${first}^${who.givenNames}^^^^L`
  fields[7] = who.birthDate
  fields[8] = who.sex
  fields[11] = `^^^^^^BDL^^${who.birthPlaceCog}`
  if (died) fields[30] = died
  fields[32] = who.reliability
  return `PID${fields.join('|')}`
}

const msh = (type: string, controlId: string, saidAt: string, processingId = 'T') =>
  `MSH|^~\\&|GAM|CLCC-TEST|CORDEE|REGION|${saidAt}||${type}|${controlId}|${processingId}|2.5|||||FRA|UNICODE UTF-8`

const bytesOf = (segments: (string | false | undefined)[]) =>
  Buffer.from(`${segments.filter(Boolean).join('\r')}\r`, 'utf8')

let controls = 0
const aControlId = () => `E${++controls}`

export type SampleMovement = {
  event: string
  person?: Partial<SamplePerson>
  controlId?: string
  /** MSH-7 and EVN-2. */
  saidAt: string
  /** ZBE-2; without a movement EVN-6. */
  at?: string
  /** ZBE-1; null leaves the segment out. */
  id?: string | null
  action?: 'INSERT' | 'UPDATE' | 'CANCEL'
  original?: string
  unit?: [code: string, label: string] | null
  location?: string
  visit?: string
  patientClass?: string
  admitted?: string
  discharged?: string
  extra?: string[]
  died?: string
}

/** One movement as PAM France writes it. */
export function aMovement(sample: SampleMovement): Uint8Array {
  const { event, saidAt, at = saidAt, id, action = 'INSERT', original = '', unit } = sample
  const uf = unit ? `${unit[1]}^^^^^${AUTHORITY}^UF^^^${unit[0]}` : ''
  const pv1 = Array.from({ length: 52 }, () => '')
  pv1[2] = sample.patientClass ?? 'I'
  pv1[3] = sample.location ?? ''
  pv1[19] = `${sample.visit ?? 'VEN1'}^^^${AUTHORITY}^VN`
  pv1[44] = sample.admitted ?? ''
  pv1[45] = sample.discharged ?? ''
  const type = ['A28', 'A31', 'A40', 'A47'].includes(event) ? 'ADT_A05' : 'ADT_A01'
  return bytesOf([
    msh(`ADT^${event}^${type}`, sample.controlId ?? aControlId(), saidAt),
    `EVN||${saidAt}||||${at}`,
    pidOf(sample.person ?? {}, { died: sample.died }),
    `PV1${pv1.join('|')}`,
    id !== null && `ZBE|${id ?? `${event}${at}`}^CLCC|${at}||${action}|N|${original}|${uf}|${uf}|S`,
    ...(sample.extra ?? []),
  ])
}

export type SampleAppointment = {
  event: string
  number: string
  saidAt: string
  person?: Partial<SamplePerson>
  controlId?: string
  starts?: string | null
  status?: string
  place?: string
  duration?: string
}

export function aSiu(sample: SampleAppointment): Uint8Array {
  const { event, saidAt, starts = '20250620140000' } = sample
  const sch = Array.from({ length: 26 }, () => '')
  sch[1] = `${sample.number}^RDV`
  sch[7] = 'CONS^Consultation de suivi^L'
  sch[9] = sample.duration ?? '30'
  sch[10] = 'min'
  sch[11] = starts ? `^^^${starts}` : ''
  sch[25] = sample.status ?? ''
  return bytesOf([
    msh(`SIU^${event}^SIU_S12`, sample.controlId ?? aControlId(), saidAt),
    `SCH${sch.join('|')}`,
    pidOf(sample.person ?? {}),
    'RGS|1|A',
    'AIS|1|A|ANNONCE^Consultation d’annonce',
    `AIL|1|A|${sample.place ?? 'CONS-3'}^^^310999008`,
    'AIP|1|A|10099900010^MODELE^Paul^^^DR',
  ])
}

export type SampleValues = {
  saidAt?: string
  person?: Partial<SamplePerson>
  controlId?: string
  /** OBR and what follows it, as text. */
  segments: string[]
}

export const anOruOfValues = (sample: SampleValues): Uint8Array =>
  bytesOf([
    msh('ORU^R01^ORU_R01', sample.controlId ?? aControlId(), sample.saidAt ?? '20250612120000'),
    pidOf(sample.person ?? {}),
    'PV1|1|N',
    ...sample.segments,
  ])
