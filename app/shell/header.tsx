import { Link } from '@remix-run/react'
import { AccountMenu } from './account-menu.tsx'
import { Bell } from './bell.tsx'
import classes from './header.module.css'
import { PatientSearch } from './patient-search.tsx'
import type { ShellData } from './staff-layout.tsx'
import { WorkContextMenu } from './work-context-menu.tsx'

/** Where one works, one search for everything, who one is. Nothing else is always on screen. */
export function Header({ shell }: { shell: ShellData }) {
  return (
    <header className={classes.header} data-print="no">
      <Link to="/" className={classes.brand} aria-label="Cordée">
        <img src="/favicon.svg" alt="" width={26} height={26} />
        <span className={classes.name}>Cordée</span>
      </Link>
      <WorkContextMenu current={shell.current} workContexts={shell.workContexts} />
      <div className={classes.middle}>
        {shell.navigation.includes('patients') && <PatientSearch suggestFrom="/patients/suggest" />}
      </div>
      {shell.navigation.includes('patients') && <Bell of="notices" />}
      {shell.navigation.includes('oversight') && <Bell of="oversight" />}
      <AccountMenu {...shell} />
    </header>
  )
}
