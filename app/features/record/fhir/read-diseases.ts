import type { FileFact } from '../contract.ts'
import { atOf, linesOf } from './read-observations.ts'
import {
  asArray,
  type Concept,
  codesOf,
  dateOf,
  dayOf,
  idOf,
  type Reference,
  type Resource,
  textOf,
  uniqueIdOf,
} from './resources.ts'

type Without<T> = T extends unknown ? Omit<T, 'fileId' | 'channel' | 'messageId' | 'receivedAt'> : never
export type FactSaid = Without<FileFact> & { encounter?: Resource['encounter'] }
type LeaveOut = (resource: Resource, why: string) => void

const CANCER =
  /neoplasm|cancer|carcinoma|malignan|tumou?r|lymphoma|leuk[ae]|sarcoma|melanoma|myeloma|metasta|blastoma|glioma/i
const NO_CANCER = /history of|suspect|benign|screening|family|fear of/i
const CLINICAL: Record<string, 'active' | 'relapse' | 'remission' | 'resolved'> = {
  recurrence: 'relapse',
  relapse: 'relapse',
  remission: 'remission',
  resolved: 'resolved',
  inactive: 'resolved',
}
// LOINC, clinical and pathological; SNOMED CT where examples use it.
const STAGING = {
  tumour: ['21905-5', '21899-0', '399504009', '384625004'],
  nodes: ['21906-3', '21900-6', '399534004', '399390009', '385382003'],
  metastases: ['21907-1', '21901-4', '399387003', '371497001', '385380006'],
  stage: ['21908-9', '21902-2', '399537006', '399588009', '385388004'],
} as const
const PATHOLOGICAL = [
  '21899-0',
  '21900-6',
  '21901-4',
  '21902-2',
  '399588009',
  '384625004',
  '371497001',
  '399390009',
]

export const isCancer = (title: string) => CANCER.test(title) && !NO_CANCER.test(title)

/** Diagnoses; the staging that stands in observations goes to the cancer it is of, or to the only one there is. */
export function readConditions(
  conditions: Resource[],
  observations: Resource[],
  leaveOut: LeaveOut,
): FactSaid[] {
  const stagings = observations.filter(isStaging)
  const cancers = conditions.filter((c) => isCancer(textOf(c.code)))
  return conditions.flatMap((condition): FactSaid[] => {
    const title = textOf(condition.code)
    const verification = codesOf(condition.verificationStatus as Concept)[0]
    const at = dateOf(
      condition.onsetDateTime,
      (condition.onsetPeriod as { start?: string })?.start,
      condition.recordedDate,
    )
    if (!title || !at || verification === 'refuted') {
      leaveOut(condition, verification === 'refuted' ? 'refuted' : at ? 'no code' : 'no date')
      return []
    }
    const coding = condition.code?.coding?.[0]
    const cancer = isCancer(title)
    const own = stagings.filter((s) => isOf(s, condition) || (cancer && cancers.length === 1 && !hasFocus(s)))
    const abated = condition.abatementDateTime ? 'resolved' : 'active'
    return [
      {
        kind: 'condition',
        uniqueId: uniqueIdOf(condition),
        title: title.slice(0, 300),
        occurredAt: at,
        occurredUntil: dateOf(condition.abatementDateTime),
        isWithdrawn: verification === 'entered-in-error',
        code: coding?.code?.slice(0, 50),
        codeSystem: coding?.system?.includes('icd-10')
          ? 'cim10'
          : coding?.system?.includes('snomed')
            ? 'snomed'
            : 'local',
        category: cancer ? 'cancer' : 'other',
        clinicalStatus: CLINICAL[codesOf(condition.clinicalStatus as Concept)[0] ?? ''] ?? abated,
        topography: textOf(asArray(condition.bodySite as Concept[])[0]).slice(0, 300),
        morphology: morphologyOf(condition).slice(0, 300),
        diagnosedOn: dayOf(condition.onsetDateTime) ?? dayOf(condition.recordedDate),
        encounter: condition.encounter,
        ...stagingOf(condition, own),
      },
    ]
  })
}

const isStaging = (o: Resource) =>
  codesOf(o.code).some((code) =>
    Object.values(STAGING)
      .flat()
      .includes(code as '21905-5'),
  )
const focusOf = (o: Resource) => asArray(o.focus as Reference[]).map(idOf)
const hasFocus = (o: Resource) => focusOf(o).length > 0
const isOf = (o: Resource, condition: Resource) => focusOf(o).includes(condition.id ?? '')

function stagingOf(condition: Resource, stagings: Resource[]) {
  const latest = [...stagings].sort((a, b) => (atOf(b)?.getTime() ?? 0) - (atOf(a)?.getTime() ?? 0))
  const value = (codes: readonly string[]) => {
    const found = latest.find((s) => codesOf(s.code).some((code) => codes.includes(code)))
    return found && shortened(linesOf(found)[0]?.valueText ?? '')
  }
  const stage =
    value(STAGING.stage) || textOf(asArray(condition.stage as { summary?: Concept }[])[0]?.summary)
  const group = latest[0]
  const method = group && textOf(group.method as Concept)
  return {
    tumour: value(STAGING.tumour),
    nodes: value(STAGING.nodes),
    metastases: value(STAGING.metastases),
    stage: stage ? shortened(stage) : null,
    stagingSystem: method?.slice(0, 100),
    stagingKind: group
      ? codesOf(group.code).some((code) => PATHOLOGICAL.includes(code))
        ? ('pathological' as const)
        : ('clinical' as const)
      : null,
    stagedOn: group ? dayOf(group.effectiveDateTime) : null,
  }
}

/** "American Joint Committee on Cancer cT3 (qualifier value)" is cT3, "Stage 2A" is 2A. */
const shortened = (words: string) =>
  words
    .replace(/\(.*?\)/g, '')
    .replace(/^.*\b(?=[cpyr]{0,2}[TNM](?:\d|x|is)[\w+-]*\s*$)/i, '')
    .replace(/^.*?\bstage\s+/i, '')
    .trim()
    .slice(0, 50)

function morphologyOf(condition: Resource): string {
  const extension = (condition.extension ?? []) as { url?: string; valueCodeableConcept?: Concept }[]
  return textOf(extension.find((e) => e.url?.includes('histology'))?.valueCodeableConcept)
}

const NO_ALLERGY = ['716186003', '409137002', '428607008', '429625007']

export function readAllergies(
  found: Resource[],
  leaveOut: LeaveOut,
): { facts: FactSaid[]; isNoneKnown: boolean } {
  const none = found.filter((a) => codesOf(a.code).some((code) => NO_ALLERGY.includes(code)))
  const facts = found
    .filter((a) => !none.includes(a))
    .flatMap((a): FactSaid[] => {
      const substance = textOf(a.code)
      if (!substance) {
        leaveOut(a, 'no substance')
        return []
      }
      const reaction = asArray(a.reaction as { manifestation?: Concept[]; severity?: string }[])[0]
      const severity = reaction?.severity ?? (a.criticality === 'high' ? 'severe' : null)
      return [
        {
          kind: 'allergy',
          uniqueId: uniqueIdOf(a),
          occurredAt: dateOf(a.onsetDateTime, a.recordedDate) ?? new Date(0),
          isWithdrawn:
            codesOf(a.verificationStatus as Concept).some(
              (c) => c === 'entered-in-error' || c === 'refuted',
            ) || codesOf(a.clinicalStatus as Concept).includes('resolved'),
          substance: substance.slice(0, 300),
          substanceCode: codesOf(a.code)[0]?.slice(0, 50),
          reaction: textOf(asArray(reaction?.manifestation)[0]).slice(0, 300),
          severity: severity as 'mild' | null,
        },
      ]
    })
  return { facts, isNoneKnown: none.length > 0 && facts.length === 0 }
}

// Receptors and genes by their LOINC codes, as people say them.
const MARKERS: Record<string, string> = {
  '85337-4': 'ER',
  '16112-5': 'ER',
  '85339-0': 'PR',
  '16113-3': 'PR',
  '85318-4': 'HER2 (FISH)',
  '85319-2': 'HER2 (IHC)',
  '48676-1': 'HER2',
  '18474-7': 'HER2',
  '21639-2': 'EGFR',
  '39004-7': 'EGFR',
  '509910': 'Oncotype DX',
  '85147-7': 'PD-L1',
  '85101-4': 'Ki-67',
}

/** Markers and variants at their fixed place, each with the entry it was read from. */
export function readBiomarkers(observations: Resource[]): (FactSaid & { sourceId: string })[] {
  return observations.flatMap((o) => {
    const profiles = o.meta?.profile?.join(' ') ?? ''
    const isVariant = profiles.includes('genomic-variant') || codesOf(o.code).includes('69548-6')
    const isMarker = profiles.includes('tumor-marker-test')
    const named = codesOf(o.code).flatMap((code) => MARKERS[code] ?? [])[0]
    const at = atOf(o)
    if (!at || !(named || isVariant || isMarker)) return []
    const line = linesOf(o)
    const gene = line.find((l) => l.code === '48018-6')?.valueText
    const marker = (isVariant ? gene : null) ?? named ?? textOf(o.code)
    const change = line.find((l) => ['48005-3', '48004-6', '81252-9'].includes(l.code))?.valueText
    const value = change ?? line[0]?.valueText ?? ''
    return [
      {
        kind: 'biomarker' as const,
        uniqueId: `fhir:Biomarker/${o.id}`,
        occurredAt: at,
        marker: marker.slice(0, 100),
        code: codesOf(o.code)[0]?.slice(0, 50),
        result: resultOf(value, isVariant),
        value: isWord(value) ? null : `${value} ${line[0]?.unit ?? ''}`.trim().slice(0, 200),
        method: textOf(o.method as Concept).slice(0, 200),
        origin: 'unknown' as const,
        encounter: o.encounter,
        sourceId: o.id ?? '',
      },
    ]
  })
}

const isWord = (value: string) =>
  /^\s*(positive|negative|equivocal|present|absent|detected|not detected)\b/i.test(value)

function resultOf(value: string, isVariant: boolean) {
  if (/^\s*(negative|absent|not detected)/i.test(value)) return 'negative' as const
  if (/^\s*(positive|present|detected)/i.test(value)) return 'positive' as const
  if (/equivocal/i.test(value)) return 'equivocal' as const
  return isVariant ? ('positive' as const) : ('value' as const)
}
