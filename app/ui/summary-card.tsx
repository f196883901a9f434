import { Anchor } from '@mantine/core'
import { Link } from '@remix-run/react'
import { type ReactNode, useId } from 'react'
import type { Icon } from './icons.ts'
import classes from './summary-card.module.css'

type Props = {
  title: string
  icon?: Icon
  /** Number beside the title: how many there are in all. */
  count?: ReactNode
  /** Where all of it stands, or where more is added; `name` says it to who does not see the card around it. */
  more?: { to: string; label: string; name?: string }
  children: ReactNode
}

/** One question answered on a page of summaries: diagnosis, treatments, next appointments. */
export function SummaryCard({ title, icon: Icon, count, more, children }: Props) {
  const id = useId()
  return (
    <section className={classes.card} aria-labelledby={id} data-print="together">
      <header className={classes.head}>
        {Icon && <Icon size={16} aria-hidden className={classes.icon} />}
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        {count !== undefined && <span className={classes.count}>{count}</span>}
        {more && (
          <Anchor
            component={Link}
            to={more.to}
            className={classes.more}
            aria-label={more.name}
            data-print="no"
          >
            {more.label}
          </Anchor>
        )}
      </header>
      <div className={classes.body}>{children}</div>
    </section>
  )
}

/** A figure that is watched: its number large, its words small, and where it leads. */
export function StatCard({ label, value, to }: { label: string; value: ReactNode; to?: string }) {
  const inner = (
    <>
      <span className={classes.value}>{value}</span>
      <span className={classes.statLabel}>{label}</span>
    </>
  )
  return to ? (
    <Link to={to} className={classes.stat}>
      {inner}
    </Link>
  ) : (
    <div className={classes.stat}>{inner}</div>
  )
}
