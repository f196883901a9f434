import { buildMessage, type Component, type FieldValue, repeated } from './build-message.ts'
import { encode, encodingOf } from './charsets.ts'

export type OutgoingDocument = {
  controlId: string
  at: Date
  isTest: boolean
  charset: 'UNICODE UTF-8' | '8859/1' | '8859/15'
  receivingApplication: string
  receivingFacility: string
  sendingFacility: string
  patient: {
    localId: string
    /** OID or name of who gives these numbers; null when the establishment never said. */
    authority: string | null
    /** Only of a qualified identity: nothing else may tag data. */
    ins: { matricule: string; oid: string } | null
    birthName: string
    firstGivenName: string
    birthGivenNames: string
    usedName: string | null
    birthDate: string | null
    sex: 'male' | 'female' | 'unknown'
    identityStatus: string
  }
  author: { rpps: string | null; familyName: string; givenName: string; title: string | null }
  document: {
    /** TXA-12, also our own when the document has none. */
    uniqueId: string
    typeCode: string | null
    title: string
    occurredAt: Date
    recordedAt: Date
    /** Bytes of a file, or the text of a note, written in the message's own character set. */
    content: { mediaType: string; bytes: Uint8Array } | { text: string }
  }
}

/** Of a document whose kind nobody said: a note (LOINC). */
const A_NOTE = '34109-9'
const RPPS_AUTHORITY: Component = ['ASIP-SANTE-PS', '1.2.250.1.71.4.2.1', 'ISO']
const INS_AUTHORITY = 'ASIP-SANTE-INS-NIR'
const KINDS: Record<string, [type: string, subtype: string]> = {
  'application/pdf': ['APPLICATION', 'PDF'],
  'text/xml': ['TEXT', 'XML'],
  'text/plain': ['TEXT', 'PLAIN'],
  'image/jpeg': ['IMAGE', 'JPEG'],
  'image/png': ['IMAGE', 'PNG'],
}

/** MDM^T02: a document that is new to the receiver, whole in it (HL7 2.5, national profile of identities). */
export function buildDocumentMessage(said: OutgoingDocument): Uint8Array {
  const { document, author } = said
  const encoding = encodingOf(said.charset)!
  const writer = professional(author)
  const [type, subtype, bytes] =
    'text' in document.content
      ? (['TEXT', 'PLAIN', encode(document.content.text, encoding)] as const)
      : ([
          ...(KINDS[document.content.mediaType] ?? ['APPLICATION', 'OCTET-STREAM']),
          document.content.bytes,
        ] as const)
  const code = document.typeCode ?? A_NOTE
  const txa: FieldValue[] = fields(22, {
    1: '1',
    2: code,
    3: type === 'IMAGE' ? 'IM' : type === 'TEXT' ? 'TEXT' : 'AP',
    4: time(document.occurredAt),
    5: writer,
    6: time(document.recordedAt),
    9: writer,
    12: entityId(document.uniqueId),
    17: 'AU',
    22: writer,
  })
  return buildMessage(
    [
      [
        'MSH',
        'CORDEE',
        said.sendingFacility,
        said.receivingApplication,
        said.receivingFacility,
        time(said.at),
        null,
        ['MDM', 'T02', 'MDM_T02'],
        said.controlId,
        said.isTest ? 'T' : 'P',
        '2.5',
        null,
        null,
        null,
        null,
        'FRA',
        said.charset,
      ],
      ['EVN', null, time(said.at)],
      ['PID', ...identity(said.patient)],
      ['PV1', '1', 'N'],
      ['TXA', ...txa],
      [
        'OBX',
        '1',
        'ED',
        [code, document.title, 'LN'],
        null,
        ['', type, subtype, 'Base64', Buffer.from(bytes).toString('base64')],
        null,
        null,
        null,
        null,
        null,
        'F',
      ],
    ],
    { encoding },
  )
}

function identity(patient: OutgoingDocument['patient']): FieldValue[] {
  const { authority } = patient
  const assigner: Component =
    authority === null ? '' : /^[\d.]+$/.test(authority) ? ['', authority, 'ISO'] : [authority]
  const numbers: Component[][] = [[patient.localId, '', '', assigner, 'PI']]
  if (patient.ins)
    numbers.push([patient.ins.matricule, '', '', [INS_AUTHORITY, patient.ins.oid, 'ISO'], 'INS'])
  const names: Component[][] = [
    [patient.birthName, patient.firstGivenName, patient.birthGivenNames, '', '', '', 'L'],
  ]
  if (patient.usedName) names.push([patient.usedName, patient.firstGivenName, '', '', '', '', 'D'])
  return fields(32, {
    3: repeated(...numbers),
    5: repeated(...names),
    7: patient.birthDate?.replaceAll('-', '') ?? null,
    8: { male: 'M', female: 'F', unknown: 'U' }[patient.sex],
    32: patient.identityStatus,
  })
}

const professional = ({ rpps, familyName, givenName, title }: OutgoingDocument['author']): Component[] => [
  rpps ?? '',
  familyName,
  givenName,
  '',
  '',
  title ?? '',
  '',
  '',
  rpps ? RPPS_AUTHORITY : '',
  'D',
  '',
  '',
  rpps ? 'RPPS' : '',
]

/** `root^extension` as we keep it goes out as an EI of its authority; anything else under our own name. */
function entityId(uniqueId: string): FieldValue {
  const [root = '', extension] = uniqueId.split('^')
  if (!/^[\d.]+$/.test(root)) return [uniqueId, 'CORDEE']
  return extension ? [extension, '', root, 'ISO'] : [root]
}

const fields = (length: number, said: Record<number, FieldValue>): FieldValue[] =>
  Array.from({ length }, (_, i) => said[i + 1] ?? null)

const time = (at: Date) => `${at.toISOString().slice(0, 19).replace(/[-:T]/g, '')}+0000`
