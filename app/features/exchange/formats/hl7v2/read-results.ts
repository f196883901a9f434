import { parseTimestamp, type ZonedTime } from '#app/kernel/zoned-time.ts'
import type {
  IncomingDocuments,
  PatientIdentity,
  Professional,
  Reading,
  ReadOptions,
  Visibility,
  Warning,
} from './intents.ts'
import type { Message } from './message.ts'
import { META, readDocuments, readVisibility } from './read-documents.ts'
import { readIdentity } from './read-identity.ts'
import { readRange, readValue } from './read-value.ts'
import type { Segment } from './segment.ts'
import { orNull, readProfessional } from './values.ts'

export type ResultStatus = 'preliminary' | 'final' | 'corrected' | 'cancelled'

export type IncomingObservation = {
  code: string
  codeSystem: 'loinc' | 'local'
  label: string
  valueText: string
  valueNumber: number | null
  comparator: '<' | '<=' | '>=' | '>' | null
  unit: string | null
  rangeLow: number | null
  rangeHigh: number | null
  rangeText: string | null
  interpretation: string | null
  status: ResultStatus
  observedAt: Date | null
  comment: string | null
}

/** One order with its values: an OBR with the OBX behind it. It replaces what was said of it before. */
export type IncomingResult = {
  uniqueId: string
  title: string
  status: ResultStatus
  occurredAt: ZonedTime | null
  author: Professional | null
  comment: string | null
  observations: IncomingObservation[]
}

export type IncomingResults = {
  kind: 'results'
  saidAt: ZonedTime | null
  identity: PatientIdentity
  results: IncomingResult[]
  /** The same report as a PDF or CDA, in the same message. */
  documents: IncomingDocuments | null
  visibility: Visibility
  warnings: Warning[]
}

/** An ORU with values; null when all it holds is documents. */
export function readResults(message: Message, options: ReadOptions): Reading<IncomingResults> | null {
  if (message.envelope.trigger !== 'R01') return null
  const orders = ordersOf(message).filter((order) => order.values.length > 0)
  if (orders.length === 0) return null
  const pid = message.first('PID')
  if (!pid) return { ok: false, reason: 'noPatient', segment: 'PID' }
  const warnings: Warning[] = []
  const identity = readIdentity(pid, options, warnings)
  if (!identity.ins && identity.localIds.length === 0)
    return { ok: false, reason: 'noPatient', segment: 'PID', field: 3 }

  const hasDocument = message.all('OBX').some((obx) => obx.field(2) === 'ED' && obx.field(3, 3) !== META)
  const documents = hasDocument ? readDocuments(message, options) : null
  if (documents && !documents.ok) return documents
  const intent: IncomingResults = {
    kind: 'results',
    saidAt: parseTimestamp(message.envelope.sentAt, options.zone),
    identity,
    results: orders.map((order) => resultOf(order, message, options)),
    documents: documents?.ok ? documents.intent : null,
    visibility: readVisibility(message, documents?.ok ? [] : warnings),
    warnings: documents?.ok ? documents.intent.warnings : warnings,
  }
  return { ok: true, intent }
}

type Line = { obx: Segment; notes: Segment[] }
type Order = { orc: Segment | undefined; obr: Segment | undefined; notes: Segment[]; values: Line[] }

/** Values that stand in a message of another kind, whatever they hang on. */
export const readValues = (message: Message, { zone }: ReadOptions): IncomingObservation[] =>
  joinLines(ordersOf(message).flatMap(({ values }) => values.map((line) => observationOf(line, zone))))

/** Each OBR with what belongs to it. Values without an order are one of their own. */
function ordersOf(message: Message): Order[] {
  const orders: Order[] = []
  let orc: Segment | undefined
  let order: Order | undefined
  let line: Line | undefined
  for (const segment of message.segments) {
    if (segment.name === 'ORC') orc = segment
    if (segment.name === 'OBR') {
      order = { orc, obr: segment, notes: [], values: [] }
      line = undefined
      orders.push(order)
    }
    if (segment.name === 'NTE' && order) (line?.notes ?? order.notes).push(segment)
    if (segment.name !== 'OBX') continue
    line = undefined
    const type = segment.field(2)
    // Without a type there is no value: it says at most that the analysis was not made.
    if (type === 'ED' || type === 'RP' || (type === '' && segment.field(11) !== 'X')) continue
    if (segment.field(3, 3) === META || !segment.rawField(3)) continue
    if (!order) {
      order = { orc, obr: undefined, notes: [], values: [] }
      orders.push(order)
    }
    line = { obx: segment, notes: [] }
    order.values.push(line)
  }
  return orders
}

function resultOf(
  { orc, obr, notes, values }: Order,
  message: Message,
  { zone }: ReadOptions,
): IncomingResult {
  const observations = joinLines(values.map((line) => observationOf(line, zone)))
  const number =
    [obr?.field(3), obr?.field(2), orc?.field(3), orc?.field(2)]
      .map((id) => orNull(id ?? ''))
      .find(Boolean) ?? message.envelope.controlId
  const authority = orNull(obr?.field(3, 2) ?? '') ?? message.envelope.sendingFacility
  const { code, label } = codedOf(obr, 4)
  return {
    // Laboratories send the panels of one sample under one number, in messages of their own.
    uniqueId: [authority, number, code].filter(Boolean).join('^'),
    title: label || code || 'Résultats',
    status: statusOf(obr, orc, observations),
    occurredAt:
      parseTimestamp(obr?.field(7) ?? '', zone) ??
      parseTimestamp(values[0]?.obx.field(14) ?? '', zone) ??
      parseTimestamp(obr?.field(22) ?? '', zone) ??
      parseTimestamp(message.envelope.sentAt, zone),
    author: interpreterOf(obr) ?? readProfessional(values[0]?.obx.repetitions(16)[0]),
    comment: textOf(notes),
    observations,
  }
}

const PRELIMINARY = ['P', 'R', 'S', 'I', 'O', 'A', 'N', 'B']

const STATUS_OF = (code: string): ResultStatus | null => {
  if (code === 'C') return 'corrected'
  if (['X', 'D', 'W'].includes(code)) return 'cancelled'
  if (['F', 'U'].includes(code)) return 'final'
  return PRELIMINARY.includes(code) ? 'preliminary' : null
}

/** OBR-25 speaks for the whole; where it does not, the weakest of the values does. */
function statusOf(
  obr: Segment | undefined,
  orc: Segment | undefined,
  observations: IncomingObservation[],
): ResultStatus {
  if (orc?.field(1) === 'CA' || orc?.field(1) === 'OC') return 'cancelled'
  const statuses = observations.map(({ status }) => status)
  if (statuses.length > 0 && statuses.every((status) => status === 'cancelled')) return 'cancelled'
  // A corrected value makes a corrected report, whatever the header still says.
  if (statuses.includes('corrected')) return 'corrected'
  const whole = STATUS_OF(obr?.field(25).trim().toUpperCase() ?? '')
  if (whole) return whole
  return statuses.includes('preliminary') ? 'preliminary' : 'final'
}

function observationOf({ obx, notes }: Line, zone: string): IncomingObservation {
  const { code, label, isLoinc } = codedOf(obx, 3)
  const value = readValue(obx)
  const range = readRange(obx.field(7))
  return {
    code: code || label,
    codeSystem: isLoinc ? 'loinc' : 'local',
    label: label || code,
    valueText: value.text,
    valueNumber: value.number,
    comparator: value.comparator,
    unit: orNull(obx.field(6)) ?? orNull(obx.field(6, 2)),
    rangeLow: range.low,
    rangeHigh: range.high,
    rangeText: range.text,
    interpretation: orNull(obx.field(8)),
    status: STATUS_OF(obx.field(11).trim().toUpperCase()) ?? 'final',
    observedAt: parseTimestamp(obx.field(14), zone)?.at ?? null,
    comment: textOf(notes),
  }
}

/** Text over several OBX of one code is one value in as many lines. */
function joinLines(observations: IncomingObservation[]): IncomingObservation[] {
  const joined: IncomingObservation[] = []
  for (const observation of observations) {
    const last = joined.at(-1)
    const isContinued =
      last?.code === observation.code &&
      last.valueNumber === null &&
      observation.valueNumber === null &&
      last.unit === null &&
      last.status === observation.status
    if (!last || !isContinued) joined.push({ ...observation })
    else {
      last.valueText = `${last.valueText}\n${observation.valueText}`
      last.comment = [last.comment, observation.comment].filter(Boolean).join('\n') || null
    }
  }
  return joined
}

const LOINC = /^\d{1,6}-\d$/

/** A coded element that may say it twice: LOINC wherever it stands, else the sender's own code. */
function codedOf(segment: Segment | undefined, field: number) {
  const [code, label, system, otherCode, otherLabel, otherSystem] = [1, 2, 3, 4, 5, 6].map((at) =>
    (segment?.field(field, at) ?? '').trim(),
  )
  const isLoinc = (c: string | undefined, s: string | undefined) =>
    LOINC.test(c ?? '') && (s === 'LN' || s === '2.16.840.1.113883.6.1')
  if (isLoinc(code, system)) return { code: code!, label: label! || otherLabel!, isLoinc: true }
  if (isLoinc(otherCode, otherSystem))
    return { code: otherCode!, label: label! || otherLabel!, isLoinc: true }
  return { code: code! || otherCode!, label: label! || otherLabel!, isLoinc: false }
}

/** OBR-32 is NDL: the name within the first component, by subcomponents. */
function interpreterOf(obr: Segment | undefined): Professional | null {
  const [id, familyName, givenName] = [1, 2, 3].map((at) => orNull(obr?.field(32, 1, at) ?? ''))
  if (!id && !familyName) return null
  const rpps = /^8?(\d{11})$/.exec(id ?? '')?.[1] ?? null
  return {
    rpps,
    otherId: rpps ? null : (id ?? null),
    familyName: familyName ?? null,
    givenName: givenName ?? null,
  }
}

const textOf = (notes: Segment[]) =>
  orNull(
    notes
      .flatMap((nte) => nte.repetitions(3).map((repetition) => repetition.text()))
      .join('\n')
      .trim(),
  )
