import { DAY, HOUR, MINUTE } from '#app/kernel/durations.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import type { ReferralLine } from '../queries/referral-rows.server.ts'

/** How a request is told: who it is about, and lengths of time short enough for a column. */
export function useReferralWords() {
  const t = useTexts('referrals')
  const formats = useFormats()
  /** Minutes up to two hours, hours up to two days, then days. */
  const wait = (ms: number): string => {
    if (ms < 2 * HOUR) return t('wait.minutes', { number: Math.max(1, Math.round(ms / MINUTE)) })
    if (ms < 2 * DAY) return t('wait.hours', { number: Math.round(ms / HOUR) })
    return t('wait.days', { number: formats.number(Math.round(ms / DAY)) })
  }
  const name = ({ patient }: Pick<ReferralLine, 'patient'>): string =>
    `${patient.birthName.toLocaleUpperCase('fr')} ${patient.firstGivenName}`.trim()
  const waits = ({ kind, state, reactionMs, answerMs }: ReferralLine): string => {
    if (state === 'draft' || state === 'cancelled') return ''
    if (answerMs !== null)
      return t(kind === 'referral' ? 'wait.appointment' : 'wait.answer', { wait: wait(answerMs) })
    return reactionMs !== null ? t('wait.reaction', { wait: wait(reactionMs) }) : t('wait.none')
  }
  return { wait, name, waits }
}
