import type { FileFact } from '../contract.ts'
import { type Concept, codesOf, dateOf, type Period, type Resource, textOf } from './resources.ts'

type TreatmentFact = Extract<FileFact, { kind: 'treatment' }>
export type TreatmentSaid = Pick<
  TreatmentFact,
  'kind' | 'title' | 'category' | 'state' | 'intent' | 'typeCode' | 'stopReason' | 'dose'
> & { uniqueId: string; occurredAt: Date; occurredUntil: Date | null; encounter: Resource['encounter'] }

// Of the many names of cancer medicine enough to tell what a treatment is; what is not known is "other".
const CATEGORIES: [TreatmentFact['category'], RegExp][] = [
  ['radiotherapy', /radiat|radioth|teleradio|brachyth|irradiation/i],
  [
    'immunotherapy',
    /(pembro|nivo|ipi|atezo|durva|ave|cemi|dosta)l?[a-z]*m(ab)|(?<!subcutaneous )immunotherap/i,
  ],
  [
    'targeted',
    /(trastuzu|bevacizu|cetuxi|panitumu|rituxi|ramuciru|daratumu|pertuzu)mab|\b[a-z]+(tinib|ciclib|parib|rafenib|metinib|zomib|limus)\b/i,
  ],
  [
    'hormone',
    /tamoxifen|anastrozole|letrozole|exemestane|fulvestrant|leuprol|goserelin|triptorelin|degarelix|bicalutamide|abiraterone|enzalutamide/i,
  ],
  [
    'chemotherapy',
    /chemotherap|platin|taxel|rubicin|cyclophosphamide|ifosfamide|fluorouracil|capecitabine|gemcitabine|irinotecan|topotecan|etoposide|vin(cristine|blastine|orelbine)|methotrexate|pemetrexed|bleomycin|dacarbazine|temozolomide|cytarabine|bendamustine|melphalan/i,
  ],
  ['surgery', /ectomy|resection|excision|surg(ery|ical)|transplant|amputation|bypass|implant|prosthe/i],
]
const categoryOf = (title: string) => CATEGORIES.find(([, words]) => words.test(title))?.[0] ?? 'other'

// Desk work and what is looked for, not what is done against a disease.
const NO_TREATMENT =
  /documentation|assessment|reassess|reconcil|education|counsel|screening|interview|question|certificat|encounter|examin|measurement|evaluation|monitor|test\b|testing|scopy|imaging|tomograph|x-ray|ultrasound|ultrason|mammograph|spirometr|electrocardio|biopsy|counseling|review|planning|sampl|collection|auscult|specimen|antigen|panel|intelligence/i

/** After such a pause the same thing is done anew. */
const PAUSE_MS = 200 * 86_400_000

type Given = { resource: Resource; title: string; from: Date; until: Date | null }

/**
 * Sessions of one procedure and renewals of one medicine are one treatment, from the first to the last; after
 * seven months without any, another one.
 */
export function readTreatments(
  procedures: Resource[],
  medicines: Resource[],
  titleOfMedicine: (resource: Resource) => string,
  leaveOut: (resource: Resource, why: string) => void,
): TreatmentSaid[] {
  const given: Given[] = []
  for (const resource of procedures) {
    const title = textOf(resource.code)
    const period = resource.performedPeriod as Period | undefined
    const from = dateOf(resource.performedDateTime, period?.start)
    if (!title || !from) leaveOut(resource, from ? 'no code' : 'no date')
    else if (['entered-in-error', 'not-done'].includes(resource.status ?? '')) leaveOut(resource, 'not done')
    else if (categoryOf(title) === 'other' && NO_TREATMENT.test(title)) leaveOut(resource, 'no treatment')
    else given.push({ resource, title, from, until: dateOf(period?.end) })
  }
  for (const resource of medicines) {
    const title = titleOfMedicine(resource)
    const period = resource.effectivePeriod as Period | undefined
    const from = dateOf(resource.authoredOn, resource.effectiveDateTime, period?.start)
    if (!title || !from) leaveOut(resource, from ? 'no medicine' : 'no date')
    else if (['entered-in-error', 'draft'].includes(resource.status ?? '')) leaveOut(resource, 'not done')
    else given.push({ resource, title, from, until: dateOf(period?.end) })
  }
  return courses(given).map(treatmentOf)
}

function courses(given: Given[]): Given[][] {
  const found: Given[][] = []
  const open = new Map<string, Given[]>()
  for (const one of [...given].sort((a, b) => a.from.getTime() - b.from.getTime())) {
    const key = one.title.toLowerCase()
    const before = open.get(key)
    const last = before?.at(-1)
    if (before && last && one.from.getTime() - (last.until ?? last.from).getTime() < PAUSE_MS)
      before.push(one)
    else {
      const course = [one]
      open.set(key, course)
      found.push(course)
    }
  }
  return found
}

function treatmentOf(course: Given[]): TreatmentSaid {
  const first = course[0]!
  const last = course.at(-1)!
  const status = last.resource.status ?? ''
  const state =
    status === 'active' || status === 'in-progress'
      ? 'active'
      : status === 'stopped' || status === 'cancelled'
        ? 'stopped'
        : status === 'preparation' || status === 'on-hold'
          ? 'planned'
          : 'completed'
  const until = last.until ?? last.from
  const intent = intentOf(first.resource)
  const sessions = course.length > 1 ? `${course.length} ×` : ''
  const dosage = (first.resource.dosageInstruction as { text?: string }[] | undefined)?.[0]?.text ?? ''
  return {
    kind: 'treatment',
    uniqueId: `fhir:${first.resource.resourceType}/${first.resource.id}`,
    title: first.title.slice(0, 300),
    category: categoryOf(first.title),
    state,
    intent,
    typeCode: codesOf(first.resource.code)[0]?.slice(0, 50),
    stopReason: textOf((last.resource.statusReason ?? undefined) as Concept | undefined).slice(0, 500),
    dose: [sessions, dosage].filter(Boolean).join(' ').slice(0, 300),
    occurredAt: first.from,
    occurredUntil: state === 'active' ? null : until,
    encounter: first.resource.encounter,
  }
}

/** mCODE says what a treatment is meant for. */
function intentOf(resource: Resource): TreatmentSaid['intent'] {
  const extension = (resource.extension ?? []) as { url?: string; valueCodeableConcept?: Concept }[]
  const said = extension.find((e) => e.url?.includes('procedure-intent'))?.valueCodeableConcept
  const words = `${textOf(said)} ${codesOf(said).join(' ')}`.toLowerCase()
  if (/neo-?adjuvant/.test(words)) return 'neoadjuvant'
  if (/adjuvant/.test(words)) return 'adjuvant'
  if (/curative|373808002/.test(words)) return 'curative'
  if (/palliative|363676003/.test(words)) return 'palliative'
  return null
}
