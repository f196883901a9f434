import { formatCdaId } from '#app/kernel/cda/document.ts'
import { parseTimestamp } from '#app/kernel/zoned-time.ts'
import { authorOf, documentIdOf, isOfAnotherPatient, recipientsOf, typeCodeOf } from './document-metadata.ts'
import type {
  IncomingDocument,
  IncomingDocuments,
  Reading,
  ReadOptions,
  Refusal,
  Visibility,
  Warning,
} from './intents.ts'
import type { Message } from './message.ts'
import { type Content, readContent, readLines } from './read-content.ts'
import { readIdentity } from './read-identity.ts'
import { readVisit } from './read-visit.ts'
import type { Segment } from './segment.ts'
import { orNull } from './values.ts'

type Action = IncomingDocument['action']
const EVENTS = { MDM: ['T02', 'T04', 'T10'], ORU: ['R01'] } as const

/** Documents of an MDM or an ORU as the national profile writes them. All of a message are read, or none. */
export function readDocuments(message: Message, options: ReadOptions): Reading<IncomingDocuments> {
  const { messageCode, trigger } = message.envelope
  const events = EVENTS[messageCode as keyof typeof EVENTS] as readonly string[] | undefined
  if (!events) return { ok: false, reason: 'unsupportedMessage', segment: 'MSH', field: 9 }
  if (!events.includes(trigger)) return { ok: false, reason: 'unsupportedEvent', segment: 'MSH', field: 9 }
  const pid = message.first('PID')
  if (!pid) return { ok: false, reason: 'noPatient', segment: 'PID' }

  const warnings: Warning[] = []
  const identity = readIdentity(pid, options, warnings)
  if (!identity.ins && identity.localIds.length === 0) {
    return { ok: false, reason: 'noPatient', segment: 'PID', field: 3 }
  }
  const visibility = readVisibility(message, warnings)
  if (message.all('OBX').some((obx) => obx.field(2) === 'RP')) warnings.push('referenceNotFetched')

  const documents: IncomingDocument[] = []
  for (const part of partsOf(message)) {
    const reading = readPart(part, message, documents.length, options, warnings)
    if (!reading.ok) return reading
    const { content, document } = reading
    if (content?.cda && isOfAnotherPatient(content.cda, identity)) {
      return { ok: false, reason: 'patientMismatch', segment: 'PID', field: 3 }
    }
    documents.push({ ...document, visibility })
  }
  if (documents.length === 0) return { ok: false, reason: 'noDocument', segment: 'OBX' }
  const intent: IncomingDocuments = {
    kind: 'documents',
    event: trigger as IncomingDocuments['event'],
    identity,
    visit: readVisit(message, options, warnings),
    documents,
    warnings,
  }
  return { ok: true, intent }
}

export const META = 'MetaDMPMSS'

/**
 * A content with the order it belongs to: a file, or the lines of a text. A withdrawal may come without any: its
 * header is enough.
 */
type Part = {
  obx: Segment | undefined
  obr: Segment | undefined
  txa: Segment | undefined
  lines?: Segment[]
}

function partsOf(message: Message): Part[] {
  const txa = message.first('TXA')
  const parts: Part[] = []
  let obr: Segment | undefined
  for (const segment of message.segments) {
    if (segment.name === 'OBR') obr = segment
    const isContent = segment.name === 'OBX' && segment.field(2) === 'ED' && segment.field(3, 3) !== META
    if (isContent) parts.push({ obx: segment, obr, txa })
  }
  if (parts.length > 0 || !txa) return parts
  // The report itself, typed into the message. Beside a file such lines only repeat or announce it.
  const lines = message
    .all('OBX')
    .filter((obx) => ['TX', 'FT', 'ST'].includes(obx.field(2).toUpperCase()) && obx.field(3, 3) !== META)
  return [{ obx: lines[0], obr, txa, lines: lines.length > 0 ? lines : undefined }]
}

type PartReading =
  | { ok: true; document: Omit<IncomingDocument, 'visibility'>; content: Content | null }
  | Refusal

function readPart(
  { obx, obr, txa, lines }: Part,
  message: Message,
  index: number,
  options: ReadOptions,
  warnings: Warning[],
): PartReading {
  const action = actionOf(message, obx, txa)
  if (typeof action !== 'string') return action
  // What is withdrawn need not be readable any more, and must not be refused for it.
  const { envelope } = message
  const read = lines
    ? readLines(lines, envelope)
    : obx
      ? readContent(obx, envelope, options, action === 'withdraw' ? [] : warnings)
      : null
  if (action !== 'withdraw' && !read) return { ok: false, reason: 'noDocument', segment: 'OBX' }
  if (action !== 'withdraw' && read && !read.ok) return read
  const content = read?.ok ? read.content : null
  const cda = content?.cda ?? null

  const uniqueId = documentIdOf({ txa, obr, obx, cda }, envelope, index, warnings)
  if (!uniqueId)
    return { ok: false, reason: 'noDocumentId', segment: txa ? 'TXA' : 'OBR', field: txa ? 12 : 3 }
  const parentId =
    documentIdOf({ txa, field: 13 }, envelope, index) ?? (cda?.replaces ? formatCdaId(cda.replaces) : null)
  if (action === 'replace' && !parentId && txa) {
    return { ok: false, reason: 'noReplacedId', segment: 'TXA', field: 13 }
  }
  const { zone } = options
  const document = {
    // A CDA that says what it replaces does so by whatever event it came: else both versions would stand.
    action: action === 'add' && cda?.replaces ? ('replace' as const) : action,
    uniqueId,
    replacesId: action === 'withdraw' ? null : (parentId ?? (action === 'replace' ? uniqueId : null)),
    setId: cda?.setId ? formatCdaId(cda.setId) : null,
    typeCode: typeCodeOf({ txa, obx, obr, cda }),
    title: cda?.title ?? orNull(obx?.field(3, 2) ?? '') ?? orNull(obr?.field(4, 2) ?? ''),
    date:
      parseTimestamp(txa?.field(4) ?? '', zone) ??
      cda?.effectiveTime ??
      parseTimestamp(obx?.field(14) ?? '', zone),
    author: authorOf({ txa, cda, participations: message.all('PRT') }),
    recipients: recipientsOf({ txa, cda, participations: message.all('PRT') }),
    mime: content?.mime ?? null,
    bytes: content?.bytes ?? null,
  }
  return { ok: true, document, content }
}

/** The event says it for MDM, the status of the result (OBX-11) for ORU; deleted or wrong is said there for both. */
function actionOf(message: Message, obx: Segment | undefined, txa: Segment | undefined): Action | Refusal {
  const { messageCode, trigger, profiles } = message.envelope
  const status = obx?.field(11)
  const isCancelled = message.all('ORC').some((orc) => orc.field(1) === 'CA')
  if (status === 'D' || status === 'W') return 'withdraw'
  if (messageCode === 'ORU') return status === 'C' ? 'replace' : isCancelled ? 'withdraw' : 'add'
  if (trigger === 'T10') return 'replace'
  if (trigger === 'T02') return 'add'
  // T04 is a change of status. The national profile uses it to delete only; elsewhere it must say so itself.
  const saysSo = isCancelled || txa?.field(17) === 'CA' || txa?.field(19) === 'CA'
  if (saysSo || profiles.includes('CISIS_CDA_HL7_V2')) return 'withdraw'
  return { ok: false, reason: 'statusChangeUnsupported', segment: 'TXA', field: 17 }
}

const FLAGS = {
  isMaskedFromProfessionals: 'MASQUE_PS',
  isHiddenFromPatient: 'INVISIBLE_PATIENT',
  isHiddenFromLegalRepresentatives: 'INVISIBLE_REP_LEGAUX',
} as const

/** Y hides, N and nothing do not; what we do not understand hides too, which can be put right later. */
export function readVisibility(message: Message, warnings: Warning[]): Visibility {
  const flag = (name: string) => {
    const obx = message
      .all('OBX')
      .find((candidate) => candidate.field(3) === name && candidate.field(3, 3) === META)
    const value = obx?.field(5).trim().toUpperCase() ?? ''
    if (!['Y', 'N', ''].includes(value)) warnings.push('visibilityValueUnknown')
    return value !== '' && value !== 'N'
  }
  return {
    isMaskedFromProfessionals: flag(FLAGS.isMaskedFromProfessionals),
    isHiddenFromPatient: flag(FLAGS.isHiddenFromPatient),
    isHiddenFromLegalRepresentatives: flag(FLAGS.isHiddenFromLegalRepresentatives),
  }
}
