import { Progress } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { SeverityBadge } from '#app/ui/severity-badge.tsx'
import type { ConnectionPage } from '../queries/get-connection.server.ts'
import { shown } from './connection-list.tsx'
import classes from './connection-page.module.css'

/** The figures one looks at first; what is wrong says so in words. */
export function ConnectionFigures({ connection, lagSeconds, silence, certificate, load }: ConnectionPage) {
  const t = useTexts('exchange')
  const formats = useFormats()
  const lag =
    lagSeconds === null
      ? t('noLag')
      : lagSeconds < 120
        ? t('seconds', { count: lagSeconds })
        : t('minutes', { count: Math.round(lagSeconds / 60) })
  return (
    <>
      <dl className={classes.figures}>
        <Figure label={t('lastReceived')}>
          {connection.lastReceivedAt ? <RelativeTime at={connection.lastReceivedAt} /> : t('never')}
        </Figure>
        <Figure label={t('lag')}>{lag}</Figure>
        <Figure label={t('waiting')}>{shown(connection.waiting)}</Figure>
        <Figure label={t('blocked')}>{shown(connection.blocked)}</Figure>
        <Figure label={t('filedToday')}>{shown(connection.filedToday)}</Figure>
        <Figure label={t('refusedToday')}>{shown(connection.refusedToday)}</Figure>
      </dl>
      <div className={classes.bar}>
        {silence.isSilent && (
          <SeverityBadge severity="critical" label={t('silentFor', { count: silence.silentFor ?? 0 })} />
        )}
        {!silence.isSilent && silence.minutes !== null && (
          <span className={classes.dim}>{t('silenceWatched', { count: silence.minutes })}</span>
        )}
        {certificate.state === 'off' ? (
          <span className={classes.dim}>{t('certificates.off')}</span>
        ) : (
          <SeverityBadge
            severity={
              { valid: 'fine', expiring: 'watch', expired: 'critical', unreadable: 'critical' }[
                certificate.state
              ] as 'fine'
            }
            label={
              certificate.validUntil
                ? t('certificateUntil', { date: formats.date(certificate.validUntil) })
                : t('certificates.unreadable')
            }
          />
        )}
      </div>
      {load && (
        <section aria-label={t('load')}>
          <div className={classes.bar}>
            <strong>{t('load')}</strong>
            <span>
              {load.isFinished ? t('loadFinished') : t('loadShare', { share: Math.floor(load.share * 100) })}
            </span>
            <span className={classes.dim}>
              {t('loadCounts', {
                taken: load.taken,
                refused: load.refused,
                done: load.filesDone,
                files: load.files,
              })}
            </span>
          </div>
          <Progress value={load.share * 100} aria-label={t('load')} mt={4} />
        </section>
      )}
    </>
  )
}

const Figure = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className={classes.figure}>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)
