import { useTexts } from '#app/kernel/i18n.ts'
import type { PATIENT_CLASSES } from '../contract.ts'
import type { EntryLine } from '../queries/entry-rows.server.ts'

type Named = Pick<EntryLine, 'kind' | 'title' | 'stay'>

/** The words of an entry. A stay has none of its own: its class and unit say it in the reader's language. */
export function useEntryWords() {
  const t = useTexts('record')
  return ({ kind, title, stay }: Named) => {
    if (kind !== 'stay') return title || t('entry.untitled')
    const words = t(`stay.classes.${(stay?.patientClass ?? 'N') as (typeof PATIENT_CLASSES)[number]}`)
    const unit = stay?.unit ?? title
    return unit ? `${words}, ${unit}` : words
  }
}
