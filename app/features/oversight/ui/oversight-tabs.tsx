import { NavLink } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import classes from './oversight.module.css'

/** The officer's three rooms. */
export function OversightTabs() {
  const t = useTexts('oversight')
  return (
    <nav className={classes.tabs} aria-label={t('nav.label')} data-print="no">
      <NavLink to="/oversight" end className={classes.tab}>
        {t('nav.review')}
      </NavLink>
      <NavLink to="/oversight/trail" className={classes.tab}>
        {t('nav.trail')}
      </NavLink>
      <NavLink to="/oversight/patients" className={classes.tab}>
        {t('nav.people')}
      </NavLink>
    </nav>
  )
}
