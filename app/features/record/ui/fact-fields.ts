import type { FormOutcome } from '#app/ui/form-errors.tsx'
import type { FactPage } from '../queries/get-fact-form.server.ts'
import type { useFactWords } from './use-fact-words.ts'

/** What the fields of each kind are given. */
export type FieldsProps = { page: FactPage; outcome: FormOutcome; fields: ReturnType<typeof useFactWords> }

/** What a field begins with. */
export const saidBefore = ({ corrected }: FactPage, name: string): string => {
  const said = corrected?.of[name]
  return said === null || said === undefined ? '' : String(said)
}
