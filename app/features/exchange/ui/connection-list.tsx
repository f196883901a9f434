import { Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { SeverityBadge } from '#app/ui/severity-badge.tsx'
import type { ConnectionState } from '../queries/list-connections.server.ts'
import classes from './connection-list.module.css'

const LIMIT = 1000
export const shown = (count: number) => (count > LIMIT ? `${LIMIT}+` : String(count))

/** One card for each interface: is it alive, what waits, is anything stuck. */
export function ConnectionList({ connections }: { connections: ConnectionState[] }) {
  const t = useTexts('exchange')
  return (
    <ul className={classes.list}>
      {connections.map((connection) => (
        <li key={connection.id}>
          <Link to={`/exchange/${connection.id}`} className={classes.card} prefetch="intent">
            <span className={classes.head}>
              <span className={classes.name}>{connection.name}</span>
              <State connection={connection} />
            </span>
            <span className={classes.address}>
              {connection.port === null ? t('addressHttps') : t('address', { port: connection.port })} ·{' '}
              {t('lastReceived')}{' '}
              {connection.lastReceivedAt ? <RelativeTime at={connection.lastReceivedAt} /> : t('never')}
            </span>
            <span className={classes.figures}>
              <Figure label={t('waiting')} value={shown(connection.waiting)} />
              <Figure label={t('blocked')} value={shown(connection.blocked)} />
              <Figure label={t('filedToday')} value={shown(connection.filedToday)} />
              <Figure label={t('refusedToday')} value={shown(connection.refusedToday)} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

export function State({ connection }: { connection: ConnectionState }) {
  const t = useTexts('exchange')
  if (connection.blocked > 0) return <SeverityBadge severity="watch" label={t('holding')} />
  if (connection.isPaused) return <SeverityBadge severity="information" label={t('paused')} />
  return <SeverityBadge severity="fine" label={t('working')} />
}

const Figure = ({ label, value }: { label: string; value: string }) => (
  <span className={classes.figure}>
    <span className={classes.value}>{value}</span>
    <span className={classes.label}>{label}</span>
  </span>
)
