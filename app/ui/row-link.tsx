import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import classes from './data-table.module.css'

/** The link of a table row: one for the keyboard, and the whole row for the mouse. */
export function RowLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link to={to} className={classes.rowLink}>
      {children}
    </Link>
  )
}
