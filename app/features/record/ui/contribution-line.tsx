import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { type Severity, SeverityBadge } from '#app/ui/severity-badge.tsx'
import type { Contribution, Transmission } from '../queries/get-contribution.server.ts'
import classes from './contribution-line.module.css'

const SEVERITY: Record<Transmission['state'], Severity> = {
  acknowledged: 'fine',
  waiting: 'information',
  parked: 'watch',
  dropped: 'information',
}

/** How far it is: sent, waiting for its next attempt, taken into the record of the house. */
export function useTransmissionWords() {
  const t = useTexts('record')
  const formats = useFormats()
  return ({ state, attempts, nextAttemptAt, acknowledgedAt }: Transmission): string => {
    if (state === 'acknowledged')
      return t('contribution.taken', { at: formats.dateTime(acknowledgedAt ?? nextAttemptAt) })
    if (state === 'waiting')
      return attempts === 0
        ? t('contribution.sending')
        : t('contribution.waiting', { number: attempts + 1, at: formats.time(nextAttemptAt) })
    return t(`contribution.${state}`)
  }
}

export function TransmissionState({ transmission }: { transmission: Transmission | null }) {
  const t = useTexts('record')
  const words = useTransmissionWords()
  if (!transmission) return <SeverityBadge severity="information" label={t('contribution.hereOnly')} />
  return <SeverityBadge severity={SEVERITY[transmission.state]} label={words(transmission)} />
}

/** Of an entry from outside: whose it is, how far it is, and who of the house has seen it. */
export function ContributionLine({ contribution }: { contribution: Contribution }) {
  const t = useTexts('record')
  const formats = useFormats()
  const { authorRpps, receiverName, transmission, readers } = contribution
  return (
    <div className={classes.line}>
      <span className={classes.mark}>{t('contribution.external')}</span>
      {authorRpps && <span>{t('contribution.rpps', { rpps: authorRpps })}</span>}
      <span>{t('contribution.into', { name: receiverName })}</span>
      <TransmissionState transmission={transmission} />
      {readers.length > 0 && (
        <span>
          {t('contribution.seenBy', {
            names: readers.map(({ name, at }) => `${name} (${formats.dateTime(at)})`).join(', '),
          })}
        </span>
      )}
    </div>
  )
}
