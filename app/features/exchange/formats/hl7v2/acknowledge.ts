import { buildMessage, raw, type SegmentValue } from './build-message.ts'
import { STANDARD_DELIMITERS } from './escapes.ts'
import { type Envelope, parseMessage } from './message.ts'

/** AA: kept, do not send again. AE: not now or not so, look at it. AR: not a message we take, do not repeat it. */
export type AckCode = 'AA' | 'AE' | 'AR'

export type Acknowledgment = {
  /** Null when the header could not be read: the answer then names no message. */
  inReplyTo: Envelope | null
  code: AckCode
  controlId: string
  at: Date
  error?: {
    /** Our reason, a short code (ERR-5). Never text from the message: an answer is logged everywhere. */
    reason: string
    /** ERR-8, for the person who reads the sender's log. */
    userMessage?: string
    segment?: string
    field?: number
  }
}

/** An application or a facility (HD), then processing id, version, country, character set. */
const HD = /^[^^~|\p{Cc}]{0,60}([\^][^^~|\p{Cc}]{0,60}){0,2}$/u
const MIRRORED: Record<number, RegExp> = {
  3: HD,
  4: HD,
  5: HD,
  6: HD,
  11: /^[A-Z]{0,2}(\^[A-Z]?)?$/,
  12: /^[\d.]{0,10}([\^][A-Z\d.]{0,10}){0,4}$/,
  17: /^[A-Z]{0,3}$/,
  18: /^[\w/ .~-]{0,60}$/,
}

/** The answer to a message, in its character set and with its delimiters. */
export function buildAck({ inReplyTo, code, controlId, at, error }: Acknowledgment): Uint8Array {
  const header = inReplyTo?.header
  // Of a broken header anything may stand anywhere: only what looks like what belongs there goes back.
  const isHeader = /^[A-Z]{3}$/.test(inReplyTo?.messageCode ?? '') && Boolean(inReplyTo?.controlId)
  const mirror = (field: number) => {
    const said = header?.rawField(field) ?? ''
    return raw(MIRRORED[field]!.test(said) && (isHeader || field > 6) ? said : '')
  }
  const trigger = /^[A-Z][A-Z0-9]{2}$/.test(inReplyTo?.trigger ?? '') ? inReplyTo!.trigger : ''
  const segments: SegmentValue[] = [
    [
      'MSH',
      mirror(5),
      mirror(6),
      mirror(3),
      mirror(4),
      utcTime(at),
      null,
      trigger ? ['ACK', trigger, 'ACK'] : ['ACK'],
      controlId,
      inReplyTo?.processingId ? mirror(11) : 'P',
      inReplyTo?.version ? mirror(12) : '2.5',
      null,
      null,
      null,
      null,
      mirror(17),
      mirror(18),
    ],
    ['MSA', code, inReplyTo?.controlId ?? ''],
  ]
  if (error) {
    const [number, text] = hl7ErrorOf(error.reason)
    const location = error.segment ? [error.segment, '1', error.field ? String(error.field) : ''] : null
    segments.push([
      'ERR',
      null,
      location,
      [number, text, 'HL70357'],
      code === 'AA' ? 'W' : 'E',
      error.reason,
      null,
      null,
      error.userMessage ?? null,
    ])
  }
  return buildMessage(segments, {
    encoding: inReplyTo?.encoding ?? 'utf-8',
    delimiters: inReplyTo?.delimiters ?? STANDARD_DELIMITERS,
  })
}

/** The refusal of a message of which only the head was kept: its header is enough to name it. */
export function refuseTooLarge(
  head: Uint8Array,
  { controlId, at }: { controlId: string; at: Date },
): Uint8Array {
  const parsed = parseMessage(head)
  const inReplyTo = parsed.ok ? parsed.message.envelope : parsed.envelope
  return buildAck({ inReplyTo, code: 'AR', controlId, at, error: { reason: 'tooLarge' } })
}

const utcTime = (at: Date) => `${at.toISOString().slice(0, 19).replace(/[-:T]/g, '')}+0000`

const SEQUENCE = ['100', 'Segment sequence error'] as const
const MISSING = ['101', 'Required field missing'] as const
const DATA_TYPE = ['102', 'Data type error'] as const
const TABLE = ['103', 'Table value not found'] as const

const HL7_ERRORS: Record<string, readonly [string, string]> = {
  noMsh: SEQUENCE,
  badDelimiters: SEQUENCE,
  badSegment: SEQUENCE,
  noPatient: SEQUENCE,
  noDocument: SEQUENCE,
  noMessageType: MISSING,
  noControlId: MISSING,
  noAppointment: MISSING,
  noDocumentId: MISSING,
  noReplacedId: MISSING,
  malformedCharacters: DATA_TYPE,
  badBase64: DATA_TYPE,
  badXml: DATA_TYPE,
  unsupportedCharset: TABLE,
  unsupportedContent: TABLE,
  statusChangeUnsupported: TABLE,
  unsupportedMessage: ['200', 'Unsupported message type'],
  unsupportedEvent: ['201', 'Unsupported event code'],
  unsupportedProcessingId: ['202', 'Unsupported processing id'],
  unknownSender: ['204', 'Unknown key identifier'],
  patientMismatch: ['204', 'Unknown key identifier'],
}

/** Table 0357 for one of our reasons; what is not listed is our own failure. */
export function hl7ErrorOf(reason: string): readonly [code: string, text: string] {
  return HL7_ERRORS[reason] ?? ['207', 'Application internal error']
}
