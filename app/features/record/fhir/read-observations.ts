import type { ObservationSaid, ReportStatus } from '../contract.ts'
import {
  asArray,
  type Concept,
  codesOf,
  dateOf,
  idOf,
  type Quantity,
  type Resource,
  textOf,
  uniqueIdOf,
} from './resources.ts'

export type ReportSaid = {
  kind: 'result' | 'measure'
  uniqueId: string
  title: string
  occurredAt: Date
  encounterId: string
  reportStatus: ReportStatus
  comment: string | null
  observations: ObservationSaid[]
  /** Ids of what it was made of. */
  sources: string[]
}

const STATUS: Record<string, ReportStatus> = {
  registered: 'preliminary',
  preliminary: 'preliminary',
  partial: 'preliminary',
  amended: 'corrected',
  corrected: 'corrected',
  cancelled: 'cancelled',
  'entered-in-error': 'cancelled',
}
const statusOf = (status: string | undefined): ReportStatus => STATUS[status ?? ''] ?? 'final'

export const atOf = (o: Resource): Date | null =>
  dateOf(o.effectiveDateTime, (o.effectivePeriod as { start?: string } | undefined)?.start, o.issued)

/** One line for each value: the two of a blood pressure are two. */
export function linesOf(o: Resource): ObservationSaid[] {
  const components = asArray(o.component as Resource[] | undefined)
  const own = valueIn(o)
  return [
    ...(own ? [{ ...lineOf(o, o), ...own }] : []),
    ...components.flatMap((part) => {
      const value = valueIn(part)
      return value ? [{ ...lineOf(part, o), ...value, section: textOf(o.code).slice(0, 300) }] : []
    }),
  ]
}

function lineOf(part: Resource, o: Resource): Omit<ObservationSaid, 'valueText'> {
  const loinc = part.code?.coding?.find((c) => c.system === 'http://loinc.org')
  const code = loinc?.code ?? codesOf(part.code)[0]
  const range = asArray(part.referenceRange as { low?: Quantity; high?: Quantity; text?: string }[])[0]
  const notes = asArray(o.note as { text?: string }[]).flatMap((n) => n.text ?? [])
  return {
    code: (code ?? textOf(part.code)).slice(0, 100) || 'unknown',
    codeSystem: loinc ? 'loinc' : 'local',
    label: textOf(part.code).slice(0, 300) || 'unknown',
    rangeLow: range?.low?.value,
    rangeHigh: range?.high?.value,
    rangeText: range?.text?.slice(0, 200),
    interpretation: codesOf(asArray(part.interpretation as Concept[])[0])[0]?.slice(0, 20),
    status: statusOf(o.status),
    observedAt: atOf(o),
    comment: notes.join('\n').slice(0, 5_000),
  }
}

const MAX_DECIMALS = 4
/** Generated files write sixteen digits; no analyser measures them. */
const rounded = (value: number) => Number(value.toFixed(MAX_DECIMALS)) || Number(value.toPrecision(3))

function valueIn(
  part: Resource,
): Pick<ObservationSaid, 'valueText' | 'valueNumber' | 'unit' | 'comparator'> | null {
  const quantity = part.valueQuantity as Quantity | undefined
  if (quantity?.value !== undefined) {
    const value = rounded(quantity.value)
    const comparator = ['<', '<=', '>=', '>'].find((c) => c === quantity.comparator) as '<' | undefined
    return {
      valueNumber: value,
      valueText: String(value),
      unit: (quantity.unit ?? quantity.code ?? '').slice(0, 100),
      comparator,
    }
  }
  const integer = part.valueInteger
  if (typeof integer === 'number') return { valueNumber: integer, valueText: String(integer) }
  const words =
    textOf(part.valueCodeableConcept as Concept | undefined) ||
    (typeof part.valueString === 'string' ? part.valueString : '') ||
    (typeof part.valueBoolean === 'boolean' ? String(part.valueBoolean) : '') ||
    textOf(part.dataAbsentReason as Concept | undefined)
  return words ? { valueText: words.slice(0, 20_000) } : null
}

const isLaboratory = (o: Resource) =>
  asArray(o.category as Concept[]).some((c) => codesOf(c).includes('laboratory'))

/**
 * Laboratory reports as they were made; the values that stand in none by what they are and when they were taken.
 * A value without a date, or a report without values, is left out.
 */
export function readReports(
  reports: Resource[],
  observations: Resource[],
  leaveOut: (resource: Resource, why: string) => void,
): ReportSaid[] {
  const byId = new Map(observations.map((o) => [o.id ?? '', o]))
  const used = new Set<string>()
  const found: ReportSaid[] = []
  for (const report of reports) {
    const members = asArray(report.result as { reference?: string }[]).flatMap((r) => byId.get(idOf(r)) ?? [])
    const conclusion = typeof report.conclusion === 'string' ? report.conclusion : null
    const at = atOf(report) ?? (members[0] ? atOf(members[0]) : null)
    const lines = members.flatMap(linesOf)
    if (!at || (lines.length === 0 && !conclusion)) {
      leaveOut(report, at ? 'a report without values' : 'no date')
      continue
    }
    for (const member of members) used.add(member.id ?? '')
    found.push({
      kind: 'result',
      uniqueId: uniqueIdOf(report),
      title: textOf(report.code).slice(0, 300) || 'DiagnosticReport',
      occurredAt: at,
      encounterId: idOf(report.encounter),
      reportStatus: statusOf(report.status),
      comment: conclusion,
      observations: lines,
      sources: members.map((m) => m.id ?? ''),
    })
  }
  const rest = observations.filter((o) => !used.has(o.id ?? ''))
  return [...found, ...readLooseValues(rest, leaveOut)]
}

function readLooseValues(
  rest: Resource[],
  leaveOut: (resource: Resource, why: string) => void,
): ReportSaid[] {
  const groups = new Map<string, Resource[]>()
  for (const o of rest) {
    const at = atOf(o)
    if (!at) leaveOut(o, 'no date')
    else if (linesOf(o).length === 0) leaveOut(o, 'no value')
    else {
      const key = `${isLaboratory(o) ? 'result' : 'measure'} ${idOf(o.encounter)} ${at.getTime()}`
      groups.set(key, [...(groups.get(key) ?? []), o])
    }
  }
  return [...groups.values()].map((members) => {
    const lines = members.flatMap(linesOf)
    const labels = [...new Set(members.map((m) => textOf(m.code)))]
    return {
      kind: isLaboratory(members[0]!) ? 'result' : 'measure',
      uniqueId: `fhir:Observation/${members.map((m) => m.id).sort()[0]}`,
      title: (labels.slice(0, 3).join(', ') + (labels.length > 3 ? '…' : '')).slice(0, 300) || 'Observation',
      occurredAt: atOf(members[0]!)!,
      encounterId: idOf(members[0]!.encounter),
      reportStatus: statusOf(members.length === 1 ? members[0]!.status : 'final'),
      comment: null,
      observations: lines,
      sources: members.map((m) => m.id ?? ''),
    }
  })
}
