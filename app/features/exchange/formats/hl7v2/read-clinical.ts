import { isCancerCode, normaliseCode } from '#app/features/record/contract.ts'
import { parseTimestamp } from '#app/kernel/zoned-time.ts'
import type { Clinical, ReadOptions, SaidAllergy, SaidDiagnosis } from './intents.ts'
import type { Message } from './message.ts'
import { readValues } from './read-results.ts'
import type { Segment } from './segment.ts'
import { orNull, readProfessional } from './values.ts'

// What an admission message says of the patient's health: allergies (AL1), diagnoses (DG1), values (OBX).

const fold = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

export function readClinical(message: Message, options: ReadOptions): Clinical {
  const al1 = message.all('AL1')
  const dg1 = message.all('DG1')
  const said = al1.filter((segment) => !segment.isDeleted(3))
  return {
    allergies: once(said.flatMap((segment) => readAllergy(segment, options) ?? [])),
    isNoneKnown: said.some((segment) => noneOf(segment) === 'all'),
    takesBackAllergies: al1.some((segment) => segment.isDeleted(3)),
    diagnoses: once(dg1.flatMap((segment) => readDiagnosis(segment, options) ?? [])),
    takesBackDiagnoses: dg1.some((segment) => segment.isDeleted(3)),
    observations: readValues(message, options),
  }
}

/** One segment said twice in a message is one; the last one stands. */
const once = <T extends { uniqueId: string }>(all: T[]): T[] => [
  ...new Map(all.map((one) => [one.uniqueId, one])).values(),
]

const NONE = ['716186003', '160244002', 'nka']
/** "No known allergy to medicines" is no allergy, and does not say that there is none. */
const NONE_OF_A_KIND = ['409137002', '428607008', '429625007', 'nkda']
const SAYS_NONE =
  /^(aucune?|pas d|absence d|sans|no known|no) .*(allergi|intoleranc)|^(non allergique|neant|ras)$/
const OF_A_KIND = /medicament|drug|aliment|food|environnement/

function noneOf(al1: Segment): 'all' | 'kind' | null {
  const codes = [al1.field(3, 1), al1.field(3, 4)].map((code) => code.trim().toLowerCase())
  if (codes.some((code) => NONE.includes(code))) return 'all'
  if (codes.some((code) => NONE_OF_A_KIND.includes(code))) return 'kind'
  const words = fold(al1.field(3, 2) || al1.field(3, 5) || al1.field(3, 1))
  if (!SAYS_NONE.test(words)) return null
  return OF_A_KIND.test(words) ? 'kind' : 'all'
}

const SEVERITIES: Record<string, SaidAllergy['severity']> = { SV: 'severe', MO: 'moderate', MI: 'mild' }

function readAllergy(al1: Segment, { zone }: ReadOptions): SaidAllergy | null {
  const code = orNull(al1.field(3, 1))
  const substance = orNull(al1.field(3, 2)) ?? orNull(al1.field(3, 5)) ?? code
  if (!substance || noneOf(al1)) return null
  const reactions = al1.repetitions(5).map((said) => said.text(2).trim() || said.text(1).trim())
  const isCoded = code !== null && code !== substance
  return {
    // A code counts within its system; without one the words are the same allergy.
    uniqueId: `hl7v2:AL1:${isCoded ? `${al1.field(3, 3).trim()}^${code}` : fold(substance)}`.slice(0, 300),
    substance: substance.slice(0, 300),
    substanceCode: isCoded ? code.slice(0, 50) : null,
    reaction: orNull(reactions.filter(Boolean).join(', ').slice(0, 300)),
    severity: SEVERITIES[al1.field(4).trim().toUpperCase()] ?? null,
    since: parseTimestamp(al1.field(6), zone),
  }
}

const CIM10 = ['I10', 'I10P', 'ICD10', 'ICD-10', 'CIM10', 'CIM-10', 'CIM', '2.16.840.1.113883.6.3']
const LOOKS_LIKE_CIM10 = /^[A-Z]\d{2}(\.?[\dX+-]{1,4})?$/

/** DG1-3 may say it in two systems: the CIM-10 wherever it stands, else what comes first. */
function codeOf(dg1: Segment): Pick<SaidDiagnosis, 'code' | 'codeSystem'> & { words: string | null } {
  const declared = dg1.field(2).trim().toUpperCase()
  const both = [1, 4].map((at) => ({
    code: dg1.field(3, at).trim(),
    words: orNull(dg1.field(3, at + 1)),
    system:
      dg1
        .field(3, at + 2)
        .trim()
        .toUpperCase() || declared,
  }))
  const isCim10 = ({ code, system }: (typeof both)[number]) =>
    CIM10.includes(system) || (!system && LOOKS_LIKE_CIM10.test(code.toUpperCase()))
  const found = both.find((one) => one.code && isCim10(one))
  const words = found?.words ?? both.map((one) => one.words).find(Boolean) ?? orNull(dg1.field(4))
  if (found) return { code: normaliseCode(found.code), codeSystem: 'cim10', words }
  const first = both.find((one) => one.code)
  return { code: first?.code ?? null, codeSystem: first ? 'local' : null, words }
}

const CANCER = /cancer|carcinom|tumeur maligne|lymphom|leucemi|sarcom|melanom|myelom|glioblastom/
/** A admitting, W working: what one thinks of. F final is what it is. */
const CERTAINTIES: Record<string, SaidDiagnosis['certainty']> = {
  A: 'suspected',
  W: 'suspected',
  F: 'confirmed',
}

function readDiagnosis(dg1: Segment, { zone }: ReadOptions): SaidDiagnosis | null {
  if (dg1.isDeleted(3)) return null
  const { code, codeSystem, words } = codeOf(dg1)
  if (!code && !words) return null
  const number = [1, 2, 3]
    .map((at) => dg1.field(20, at).trim())
    .filter(Boolean)
    .join('^')
  return {
    uniqueId:
      `hl7v2:DG1:${number || (codeSystem === 'cim10' ? code : `${code ?? ''}^${fold(words ?? '')}`)}`.slice(
        0,
        300,
      ),
    code: code?.slice(0, 50) ?? null,
    codeSystem,
    title: words?.slice(0, 300) ?? null,
    category: (codeSystem === 'cim10' && code ? isCancerCode(code) : CANCER.test(fold(words ?? '')))
      ? 'cancer'
      : 'other',
    certainty: CERTAINTIES[dg1.field(6).trim().toUpperCase()] ?? null,
    since: parseTimestamp(dg1.field(5), zone),
    author: readProfessional(dg1.repetitions(16)[0]),
    isConfidential: dg1.field(18).trim().toUpperCase() === 'Y',
    isDeleted: dg1.field(21).trim().toUpperCase() === 'D',
  }
}
