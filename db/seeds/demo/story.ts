import type { Draw } from './draw.ts'
import type { DemoPatient } from './patients.ts'
import type { PlaceKey } from './places.ts'
import type { StaffKey } from './staff.ts'

// What happens to a patient, as the courses tell it: days from the beginning, words, and who wrote them.

export type Section = { heading: string; lines: string[] }
export type Analysis = { name: string; value: string; unit: string; usual: string; isOutside?: boolean }

export type Step = {
  /** Days after the first. */
  day: number
  place: PlaceKey
  by: StaffKey
} & (
  | {
      kind: 'letter'
      title: string
      code: string
      body: string[]
      isRestricted?: boolean
      isHidden?: boolean
    }
  /** `form`: a PDF, a PDF inside a CDA (level 1), or a CDA with its sections (level 3). */
  | {
      kind: 'report'
      title: string
      code: string
      form: 'pdf' | 'cdaPdf' | 'cda'
      sections: Section[]
    }
  | { kind: 'biology'; title: string; rows: Analysis[]; comment?: string }
  /** Null: still there. */
  | { kind: 'stay'; patientClass: 'I' | 'O' | 'E' | 'R'; unit: string; nights: number | null }
)

/** The words that change with who is spoken of. */
export function wordsFor(patient: DemoPatient) {
  const isWoman = patient.sex === 'female'
  return {
    civility: isWoman ? 'Madame' : 'Monsieur',
    name: `${isWoman ? 'Mme' : 'M.'} ${patient.usedName ?? patient.birthName}`,
    patient: isWoman ? 'la patiente' : 'le patient',
    she: isWoman ? 'elle' : 'il',
    e: isWoman ? 'e' : '',
  }
}
export type Words = ReturnType<typeof wordsFor>

export type Told = { patient: DemoPatient; words: Words; draw: Draw }
export type Course = (told: Told) => Step[]

// LOINC and TRE_A05 codes of JDV_J07, with the titles under which they are filed.
export const CODES = {
  consultation: '11488-4',
  discharge: '34112-3',
  operation: '34874-8',
  pathology: '60568-3',
  genetics: '51969-4',
  imaging: '18748-4',
  biology: '11502-2',
  board: '34794-8',
  plan: '18776-5',
  treatment: '11505-5',
  diagnosticAct: '70004-7',
  referral: '96349-6',
  liaison: '11490-0',
  synthesis: '60591-5',
} as const

type At = { day: number; place: PlaceKey; by: StaffKey }

export const letter = (at: At, title: string, ...body: string[]): Step => ({
  ...at,
  kind: 'letter',
  title,
  code: CODES.consultation,
  body,
})
export const discharge = (at: At, title: string, ...body: string[]): Step => ({
  ...at,
  kind: 'letter',
  title,
  code: CODES.discharge,
  body,
})
const report =
  (code: string, form: 'pdf' | 'cdaPdf' | 'cda') =>
  (at: At, title: string, ...sections: [heading: string, ...lines: string[]][]): Step => ({
    ...at,
    kind: 'report',
    title,
    code,
    form,
    sections: sections.map(([heading, ...lines]) => ({ heading, lines })),
  })
export const imaging = report(CODES.imaging, 'cdaPdf')
export const pathology = report(CODES.pathology, 'pdf')
export const genetics = report(CODES.genetics, 'pdf')
export const operation = report(CODES.operation, 'pdf')
export const endoscopy = report(CODES.diagnosticAct, 'pdf')
export const board = report(CODES.board, 'cda')
export const plan = report(CODES.plan, 'cda')
export const treatmentReport = report(CODES.treatment, 'pdf')

export const biology = (at: At, title: string, rows: Analysis[], comment?: string): Step => ({
  ...at,
  kind: 'biology',
  title,
  rows,
  comment,
})
export const stay = (
  at: At,
  patientClass: 'I' | 'O' | 'E' | 'R',
  unit: string,
  nights: number | null,
): Step => ({ ...at, kind: 'stay', patientClass, unit, nights })

/** 12,4: a decimal comma, one place. */
export const tenths = (n: number) => (n / 10).toFixed(1).replace('.', ',')

/** A blood count before every other course of treatment, then the day itself. */
export const courseOf = (course: number, count: () => Step, day: Step): Step[] =>
  course % 2 === 1 ? [count(), day] : [day]
