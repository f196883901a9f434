import type { ReactNode } from 'react'
import classes from './page.module.css'

/** The space around a page's content. A page about a patient puts its banner before it. */
export function Page({ children }: { children: ReactNode }) {
  return <div className={classes.page}>{children}</div>
}

/** Cards beside each other, as many as fit. */
export function CardGrid({ children }: { children: ReactNode }) {
  return <div className={classes.grid}>{children}</div>
}
