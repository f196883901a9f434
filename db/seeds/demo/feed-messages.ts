import {
  buildMessage,
  type FieldValue,
  raw,
  repeated,
  type SegmentValue,
} from '#app/features/exchange/formats/hl7v2/build-message.ts'
import { hl7Time } from './clock.ts'
import { type DemoPatient, gpRppsOf } from './patients.ts'
import { CONNECTION } from './places.ts'
import { type StaffMember, staffOf } from './staff.ts'

// Messages of the cancer centre's admission software, as its French profiles write them (PAM, CDA by MDM and
// ORU). Everything in them is invented, and MSH-11 says so.

type Envelope = { controlId: string; at: Date }
type About = Envelope & { patient: DemoPatient; localId: string }

const RPPS = ['ASIP-SANTE-PS', '1.2.250.1.71.4.2.1', 'ISO']

const header = ({ controlId, at }: Envelope, type: string[], version: FieldValue): SegmentValue => [
  'MSH',
  'CTV-DPI',
  CONNECTION.facility,
  'CORDEE',
  'REGION',
  hl7Time(at),
  null,
  type,
  controlId,
  'T',
  version,
  ...[null, null, null, null],
  'FRA',
  'UNICODE UTF-8',
]

function pid({ patient, localId }: Pick<About, 'patient' | 'localId'>): SegmentValue {
  const isProven = patient.identityStatus === 'QUAL'
  const first = patient.firstGivenName
  const [street = '', town = ''] = patient.address.split(', ')
  const fields: FieldValue[] = Array.from({ length: 32 }, () => null)
  fields[0] = '1'
  fields[2] = repeated(
    [localId, '', '', CONNECTION.authority, 'PI'],
    ...(isProven
      ? [[patient.insMatricule!, '', '', ['ASIP-SANTE-INS-NIR', patient.insOid!, 'ISO'], 'INS']]
      : []),
  )
  fields[4] = repeated(
    [patient.birthName, first, patient.birthGivenNames, '', '', '', 'L'],
    ...(patient.usedName ? [[patient.usedName, first, '', '', '', '', 'D']] : []),
  )
  fields[6] = patient.birthDate.replaceAll('-', '')
  fields[7] = patient.sex === 'female' ? 'F' : 'M'
  fields[10] = repeated(
    [street, '', town.slice(6), '', town.slice(0, 5), 'FRA', 'H'],
    ['', '', '', '', '', '', 'BDL', '', patient.birthPlaceCode],
  )
  fields[12] = ['', 'PRN', 'CP', '', '', '', '', '', '', '', '', patient.phone.replaceAll(' ', '')]
  fields[31] = isProven || patient.identityStatus === 'VALI' ? 'VALI' : 'PROV'
  return ['PID', ...fields]
}

const doctor = ({ rpps, familyName, givenName, title }: StaffMember) => [
  rpps!,
  familyName.toLocaleUpperCase('fr'),
  givenName,
  '',
  '',
  title,
  '',
  '',
  RPPS,
]

export type AdmissionMessage = About & {
  event: 'A01' | 'A03' | 'A08' | 'A60'
  visitNumber: string
  unit: string
  admittedAt: Date
  dischargedAt?: Date
  attending: StaffMember
}

/** Who came, who left, what changed. */
export function admissionMessage(message: AdmissionMessage): Uint8Array {
  const { patient, attending, admittedAt, dischargedAt, at } = message
  const gp =
    typeof patient.gp === 'string' ? doctor(staffOf[patient.gp]) : [gpRppsOf(patient), 'SALVAIRE', 'Michèle']
  const pv1: FieldValue[] = Array.from({ length: 51 }, () => null)
  pv1[0] = '1'
  pv1[1] = 'I'
  pv1[2] = ['ONCO', '212', '1', CONNECTION.facility]
  pv1[6] = [...doctor(attending), 'D', '', '', 'RPPS']
  pv1[18] = [message.visitNumber, '', '', CONNECTION.authority, 'VN']
  pv1[43] = hl7Time(admittedAt)
  pv1[44] = dischargedAt ? hl7Time(dischargedAt) : null
  pv1[50] = 'V'
  const unit = [message.unit, '', '', '', '', CONNECTION.authority, 'UF', '', '', '2120']
  const movement = [`M${message.controlId}`, ...CONNECTION.authority]
  return buildMessage([
    header(message, ['ADT', message.event, 'ADT_A01'], ['2.5', 'FRA', '2.11']),
    ['EVN', null, hl7Time(at), null, null, null, hl7Time(at)],
    pid(message),
    ['ROL', null, 'UC', 'ODRP', [...gp, 'L', '', '', 'RPPS']],
    ['PV1', ...pv1],
    [
      'ZBE',
      movement,
      hl7Time(at),
      null,
      message.event === 'A08' ? 'UPDATE' : 'INSERT',
      'N',
      null,
      unit,
      unit,
      'HMS',
    ],
  ])
}

export type DocumentMessage = About & {
  kind: 'MDM' | 'ORU'
  code: string
  title: string
  documentId: [root: string, extension: string]
  /** A text instead of bytes is sent as it stands, as broken senders do. */
  content: { mediaType: 'application/pdf' | 'text/xml'; bytes: Buffer } | { broken: string }
  author: StaffMember
}

/** A letter (MDM) or a result (ORU) with its file inside. */
export function documentMessage(message: DocumentMessage): Uint8Array {
  const { kind, code, title, content, at, author, documentId } = message
  const isXml = 'mediaType' in content && content.mediaType === 'text/xml'
  const base64 = 'broken' in content ? content.broken : content.bytes.toString('base64')
  const [root, extension] = documentId
  const txa: FieldValue[] = Array.from({ length: 22 }, () => null)
  txa[0] = '1'
  txa[1] = code
  txa[2] = 'TEXT'
  txa[3] = hl7Time(at)
  txa[8] = doctor(author)
  txa[11] = [extension, '', root, 'ISO']
  txa[16] = 'AU'
  return buildMessage([
    header(
      message,
      kind === 'MDM' ? ['MDM', 'T02', 'MDM_T02'] : ['ORU', 'R01', 'ORU_R01'],
      kind === 'MDM' ? '2.6' : '2.5',
    ),
    ...(kind === 'MDM' ? [['EVN', null, hl7Time(at)] as SegmentValue] : []),
    pid(message),
    ['PV1', '1', 'N'],
    ['ORC', 'NW'],
    ['OBR', '1', null, [extension, '', root, 'ISO'], [code, title, 'LN']],
    ...(kind === 'MDM' ? [['TXA', ...txa] as SegmentValue] : []),
    [
      'OBX',
      '1',
      'ED',
      [code, title, 'LN'],
      null,
      raw(isXml ? `^TEXT^XML^Base64^${base64}` : `^APPLICATION^PDF^Base64^${base64}`),
      ...[null, null, null, null, null],
      'F',
    ],
  ])
}
