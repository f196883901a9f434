import type { ReactNode } from 'react'
import classes from './patient-page.module.css'

/** A page about one patient: its banner stays in sight, and on paper stands on top of every sheet. */
export function PatientPage({ banner, children }: { banner: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.page}>
      <div className={classes.banner}>{banner}</div>
      <div className={classes.content}>{children}</div>
    </div>
  )
}
