import { formatDay } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import type { TrailRow, WatchedPatient } from '../queries/trail-rows.server.ts'

const PURPOSES = ['care', 'break_glass', 'identity_vigilance', 'own_record'] as const

/** How patients, people and purposes are said on the officer's pages. */
export function useOversightWords() {
  const t = useTexts('oversight')
  return {
    patient: (patient: WatchedPatient | null | undefined, unknown?: string) =>
      patient
        ? `${patient.birthName.toLocaleUpperCase('fr')} ${patient.firstGivenName}${
            patient.birthDate ? ` · ${formatDay(patient.birthDate)}` : ''
          }`
        : (unknown ?? t('queue.unknownPatient')),
    person: (row: Pick<TrailRow, 'person'>) => row.person?.name || t('trail.system'),
    purpose: (purpose: string | null) => {
      const known = PURPOSES.find((p) => p === purpose)
      return purpose ? t(`purposes.${known ?? 'other'}`) : ''
    },
  }
}
