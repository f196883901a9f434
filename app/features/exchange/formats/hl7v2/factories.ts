import { buildMessage, type FieldValue, raw, repeated, type SegmentValue } from './build-message.ts'
import type { Encoding } from './charsets.ts'

// Messages of invented people, for tests and for the connector's self-test. Keys of the numbers are right.

const CHARSETS: Record<Encoding, string> = {
  'utf-8': 'UNICODE UTF-8',
  'windows-1252': '8859/1',
  'iso-8859-15': '8859/15',
}
const LOCAL_AUTHORITY = ['CLCC', '1.2.250.1.999.1', 'ISO']
const ENVELOPE = { controlId: 'M0001', facility: 'CLCC-TEST', encoding: 'utf-8' as Encoding }

export const CLAIRE = {
  ipp: 'IPP000771',
  ins: '284053155512379',
  insOid: '1.2.250.1.213.1.4.10',
  birthName: 'EXEMPLE',
  givenNames: 'CLAIRE MARIE',
  birthDate: '19840512',
  sex: 'F',
  birthPlaceCog: '31555',
  reliability: 'VALI',
}
export type SamplePerson = typeof CLAIRE

const header = (
  type: [string, string, string],
  version: FieldValue,
  profile: string[],
  envelope = ENVELOPE,
) =>
  [
    'MSH',
    'GAM',
    envelope.facility,
    'CORDEE',
    'REGION',
    '20250610083000',
    null,
    type,
    envelope.controlId,
    'T',
    version,
    null,
    null,
    null,
    null,
    'FRA',
    CHARSETS[envelope.encoding],
    null,
    null,
    profile,
  ] satisfies SegmentValue

function pid(person: SamplePerson): SegmentValue {
  const ids = [
    person.ipp ? [person.ipp, '', '', LOCAL_AUTHORITY, 'PI'] : null,
    person.ins ? [person.ins, '', '', ['ASIP-SANTE-INS-NIR', person.insOid, 'ISO'], 'INS'] : null,
  ].filter((id) => id !== null)
  const first = person.givenNames.split(' ')[0]!
  const fields: FieldValue[] = Array.from({ length: 32 }, () => null)
  fields[0] = '1'
  fields[2] = repeated(...ids)
  fields[4] = repeated(
    [person.birthName, first, person.givenNames, '', '', '', 'L'],
    ['EXEMPLE-TEST', first, '', '', '', '', 'D'],
  )
  fields[6] = person.birthDate
  fields[7] = person.sex
  fields[10] = repeated(
    ['3 rue du Test', '', 'TOULOUSE', '', '31000', 'FRA', 'H'],
    ['', '', '', '', '', '', 'BDL', '', person.birthPlaceCog],
  )
  fields[12] = repeated(
    ['', 'PRN', 'PH', '', '', '', '', '', '', '', '', '0561000000'],
    ['', 'PRN', 'CP', '', '', '', '', '', '', '', '', '0600000000'],
  )
  fields[17] = ['NDA55001', '', '', LOCAL_AUTHORITY, 'AN']
  fields[31] = person.reliability
  return ['PID', ...fields]
}

const DOCTOR = [
  '10099900010',
  'MODELE',
  'Paul',
  '',
  '',
  'DR',
  '',
  '',
  ['ASIP-SANTE-PS', '1.2.250.1.71.4.2.1', 'ISO'],
]

function pv1(at: { admitted?: string; discharged?: string; visitNumber?: string }): SegmentValue {
  const fields: FieldValue[] = Array.from({ length: 51 }, () => null)
  fields[0] = '1'
  fields[1] = 'I'
  fields[2] = ['CHIR-2', '204', '1', '310999008']
  fields[6] = [...DOCTOR, 'D', '', '', 'RPPS']
  fields[18] = [at.visitNumber ?? 'VEN55001', '', '', LOCAL_AUTHORITY, 'VN']
  fields[43] = at.admitted ?? null
  fields[44] = at.discharged ?? null
  fields[50] = 'V'
  return ['PV1', ...fields]
}

export type SampleAdmission = {
  event?: string
  controlId?: string
  facility?: string
  encoding?: Encoding
  person?: Partial<SamplePerson>
  gpRpps?: string | null
  gpAction?: string
  admitted?: string
  discharged?: string
  visitNumber?: string
  movement?: string
  consultation?: 'IC' | 'INC' | 'NA'
  extra?: SegmentValue[]
}

/** An ADT of Claire Exemple, admitted in surgery, her doctor declared. */
export function anAdt(sample: SampleAdmission = {}): Uint8Array {
  const event = sample.event ?? 'A01'
  const unit = ['Chirurgie', '', '', '', '', LOCAL_AUTHORITY, 'UF', '', '', '6268']
  const action = sample.movement ?? 'INSERT'
  const gp = sample.gpRpps === undefined ? '10099900028' : sample.gpRpps
  const name = [
    gp ?? '',
    'TRAITANT',
    'Anne',
    '',
    '',
    '',
    '',
    '',
    ['ASIP-SANTE-PS', '1.2.250.1.71.4.2.1', 'ISO'],
  ]
  const gpRole: SegmentValue = ['ROL', null, sample.gpAction ?? 'UC', 'ODRP', [...name, 'L', '', '', 'RPPS']]
  const envelope = { ...ENVELOPE, ...definedOf(sample) }
  return buildMessage(
    [
      header(['ADT', event, 'ADT_A01'], ['2.5', 'FRA', '2.11'], ['2.11', 'IHE_FRANCE-2.11-PAM'], envelope),
      ['EVN', null, '20250610083000', null, null, null, '20250610081500'],
      pid({ ...CLAIRE, ...sample.person }),
      ...(gp ? [gpRole] : []),
      pv1(sample),
      [
        'ZBE',
        ['MVT9001', 'CLCC', '1.2.250.1.999.1', 'ISO'],
        '20250610081500',
        null,
        action,
        'N',
        null,
        unit,
        unit,
        'HMS',
      ],
      [
        'ZFA',
        'ACTIF',
        '20250601',
        null,
        null,
        null,
        'N',
        'N',
        null,
        'INO',
        '20250601',
        sample.consultation ?? 'IC',
      ],
      ...(sample.extra ?? []),
    ],
    { encoding: envelope.encoding },
  )
}

export type SampleDocument = {
  event?: 'T02' | 'T04' | 'T10'
  controlId?: string
  facility?: string
  person?: Partial<SamplePerson>
  encoding?: Encoding
  /** Of TXA-12 and TXA-13. */
  documentId?: string[] | null
  parentId?: string[] | null
  typeCode?: string
  title?: string
  /** TXA-4. */
  writtenAt?: string
  /** [type, subtype] of OBX-5, as senders differ in writing them. */
  contentType?: [string, string]
  content?: Uint8Array | null
  base64?: string
  visibility?: Record<string, string>
  order?: string
  /** Segments at its end. */
  extra?: SegmentValue[]
}

/** An MDM with one document of Claire Exemple, a PDF if nothing else is said. */
export function anMdm(sample: SampleDocument = {}): Uint8Array {
  const event = sample.event ?? 'T02'
  const order = { T02: 'NW', T04: 'CA', T10: 'RO' }[event]
  const typeCode = sample.typeCode ?? '11488-4'
  const title = sample.title ?? 'CR de consultation'
  const txa: FieldValue[] = Array.from({ length: 22 }, () => null)
  txa[0] = '1'
  txa[1] = typeCode
  txa[2] = 'TEXT'
  txa[3] = sample.writtenAt ?? '202506121800'
  txa[11] = sample.documentId === undefined ? ['1.2.250.1.999.7.1001'] : sample.documentId
  txa[12] = sample.parentId ?? null
  txa[16] = 'AU'
  txa[21] = '10099900010'
  return buildMessage(
    [
      header(['MDM', event, 'MDM_T02'], '2.6', ['2.1', 'CISIS_CDA_HL7_V2'], {
        ...ENVELOPE,
        ...definedOf(sample),
      }),
      ['EVN', null, '20250612180000'],
      pid({ ...CLAIRE, ...sample.person }),
      ['PV1', '1', 'N'],
      ['ORC', sample.order ?? order],
      ['OBR', '1', null, null, [typeCode, title, 'LN']],
      ['TXA', ...txa],
      ...contentOf(sample, typeCode, title, event === 'T10' ? 'C' : 'F'),
      ...(sample.extra ?? []),
    ],
    { encoding: sample.encoding ?? 'utf-8' },
  )
}

/** An ORU with the same content; the document's id is then inside the CDA, or the filler's order number. */
export function anOru(
  sample: SampleDocument & { status?: 'F' | 'C' | 'D'; fillerOrder?: string[] } = {},
): Uint8Array {
  const typeCode = sample.typeCode ?? '11502-2'
  const title = sample.title ?? "CR d'examens biologiques"
  return buildMessage([
    header(['ORU', 'R01', 'ORU_R01'], '2.5', ['2.1', 'CISIS_CDA_HL7_V2'], {
      ...ENVELOPE,
      ...definedOf(sample),
    }),
    pid({ ...CLAIRE, ...sample.person }),
    ['PV1', '1', 'N'],
    ['ORC', sample.order ?? 'NW'],
    ['OBR', '1', null, sample.fillerOrder ?? ['1001-E1', 'LABO'], [typeCode, title, 'LN']],
    ...contentOf(sample, typeCode, title, sample.status ?? 'F'),
  ])
}

function contentOf(sample: SampleDocument, typeCode: string, title: string, status: string): SegmentValue[] {
  const content = sample.content === undefined ? aPdf() : sample.content
  const base64 = sample.base64 ?? (content ? Buffer.from(content).toString('base64') : '')
  const [type, subtype] = sample.contentType ?? ['APPLICATION', 'PDF']
  const code = [typeCode, title, 'LN']
  const flags = Object.entries(sample.visibility ?? {}).map(
    ([flag, value], i): SegmentValue => [
      'OBX',
      String(i + 2),
      'CWE',
      [flag, 'Visibilité', 'MetaDMPMSS'],
      null,
      [value, '', 'expandedYes-NoIndicator'],
      ...[null, null, null, null, null, 'F'],
    ],
  )
  if (content === null && sample.base64 === undefined) return flags
  const written = raw(`^${type}^${subtype}^Base64^${base64}`)
  return [['OBX', '1', 'ED', code, null, written, ...[null, null, null, null, null, status]], ...flags]
}

/** The smallest thing that a PDF reader takes for a PDF. */
export const aPdf = (text = 'x'): Uint8Array => Buffer.from(`%PDF-1.4\n% ${text}\n%%EOF\n`)

/** What the sample says of the envelope, so that absent settings do not overwrite the defaults. */
const definedOf = (sample: { controlId?: string; facility?: string; encoding?: Encoding }) =>
  Object.fromEntries(
    (['controlId', 'facility', 'encoding'] as const)
      .filter((key) => sample[key] !== undefined)
      .map((key) => [key, sample[key]]),
  ) as Partial<typeof ENVELOPE>
