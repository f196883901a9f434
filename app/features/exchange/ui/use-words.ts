import { useMemo } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { fr } from '../locales/fr.ts'

const known = (texts: object, key: string) => key in texts

/** Short codes of the inbox in people's words. A code of a newer release falls back to a general word. */
export function useWords() {
  const t = useTexts('exchange')
  return useMemo(
    () => ({
      /** `exchange.patientUnknown` from a command, `badBase64` from a codec: the last part says it. */
      reason: (code: string | null) => {
        if (!code) return ''
        const key = code.split('.').at(-1)!
        return known(fr.reasons, key) ? t(`reasons.${key as keyof typeof fr.reasons}`) : t('reasons.other')
      },
      /** A habit of the sender's that was noted while its message was taken. */
      flag: (code: string) =>
        known(fr.flagCodes, code) ? t(`flagCodes.${code as keyof typeof fr.flagCodes}`) : t('reasons.other'),
      refusal: (code: string) => {
        const key = code.split('.').at(-1)!
        return known(fr.errors, key) ? t(`errors.${key as keyof typeof fr.errors}`) : t('reasons.other')
      },
    }),
    [t],
  )
}
export type Words = ReturnType<typeof useWords>
