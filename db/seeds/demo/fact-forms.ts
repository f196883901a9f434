import type { FileFact } from '#app/features/record/contract.ts'
import type { StaffKey } from './staff.ts'

// The forms in which the facts of a course are written.

/** What a fact says, without when and how it came. */
type Without<T> = T extends unknown
  ? Omit<T, 'fileId' | 'channel' | 'receivedAt' | 'occurredAt' | 'occurredUntil' | 'uniqueId' | 'messageId'>
  : never
export type DemoFact = {
  /** Day of the course. */
  day: number
  /** Said again under one name: the later takes the place of the former. */
  id?: string
  /** Last day of a treatment; without one it runs on. */
  until?: number
  by: StaffKey
  fact: Without<FileFact>
}
type Treatment = Omit<Extract<Without<FileFact>, { kind: 'treatment' }>, 'kind' | 'state'>
type Marker = Omit<Extract<Without<FileFact>, { kind: 'biomarker' }>, 'kind'>

export const treatment = (by: StaffKey, day: number, until: number | undefined, of: Treatment): DemoFact => ({
  day,
  until,
  by,
  fact: { kind: 'treatment', state: until === undefined ? 'active' : 'completed', ...of },
})
export const marker = (by: StaffKey, day: number, of: Marker): DemoFact => ({
  day,
  by,
  fact: { kind: 'biomarker', ...of },
})

type Cancer = Omit<Extract<Without<FileFact>, { kind: 'condition' }>, 'kind' | 'category'>

/** The diagnosis: as the clinic sees it first, then as the pathologist has it. One, said anew. */
export const cancer = (by: StaffKey, day: number, of: Cancer): DemoFact => ({
  day,
  id: 'cancer',
  by,
  fact: {
    kind: 'condition',
    category: 'cancer',
    codeSystem: 'cim10',
    stagingSystem: 'UICC 8e édition',
    ...of,
  },
})
