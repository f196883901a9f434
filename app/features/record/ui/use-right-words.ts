import { useMemo } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import type { Right } from '../queries/get-care-circle.server.ts'

const END_REASON_WORDS = [
  'gp_changed',
  'gp_removed',
  'not_my_patient',
  'patient_choice',
  'care_ended',
  'mistake',
  'merged',
  'until_reached',
  'ended_by_person',
] as const

/** Why somebody may see a patient, by whose word, and why it ended. */
export function useRightWords() {
  const t = useTexts('record')
  const formats = useFormats()
  return useMemo(
    () => ({
      /** The last day of it: an end is the first moment without. */
      until: (endsAt: string) => formats.date(new Date(Date.parse(endsAt) - 1)),
      basis: ({ basis }: Pick<Right, 'basis'>) =>
        basis === 'file' ? t('circle.files') : t(`relation.bases.${basis}`),
      origin: ({ originName, saidBy }: Right) => {
        if (saidBy && originName) return `${t('circle.by', { name: saidBy })}, ${originName}`
        return originName ? t('circle.by', { name: originName }) : t('circle.byAnother')
      },
      endReason: ({ endReason }: Right) => {
        const known = END_REASON_WORDS.find((reason) => reason === endReason)
        return t(`circle.endReasons.${known ?? 'other'}`)
      },
    }),
    [t, formats],
  )
}
