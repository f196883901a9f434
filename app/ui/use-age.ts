import { ageOn, monthsOn } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'

const MONTHS_BELOW_YEARS = 2

/** An age in words between two calendar days: years, months for a child under two. */
export function useAge() {
  const t = useTexts('ui')
  return (birthDay: string, day: string) => {
    const years = ageOn(birthDay, day)
    return years >= MONTHS_BELOW_YEARS
      ? t('years', { count: years })
      : t('months', { count: Math.max(0, monthsOn(birthDay, day)) })
  }
}
