import { Link, NavLink } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { IconShieldOff } from '#app/ui/icons.ts'
import { Page } from '#app/ui/page.tsx'
import { PatientBanner } from '#app/ui/patient-banner.tsx'
import { PatientPage } from '#app/ui/patient-page.tsx'
import type { PatientIdentity } from '../queries/get-patient-banner.server.ts'
import { DropOnRecord } from './drop-on-record.tsx'
import classes from './patient-frame.module.css'
import { PinButton } from './pin-button.tsx'
import { RecordSearchForm } from './record-search-form.tsx'

type Props = {
  patient: PatientIdentity
  mayAdd: boolean
  mayWrite: boolean
  /** Without an own file: into the file of a house where the patient is followed. */
  mayContribute: boolean
  /** Asks another house for this patient. */
  mayRefer: boolean
  children: ReactNode
}

/** The banner stays on top of every page of a patient, whatever the page. */
export function PatientFrame({ patient, mayAdd, mayWrite, mayContribute, mayRefer, children }: Props) {
  const t = useTexts('record')
  const home = `/patients/${patient.id}`
  return (
    <PatientPage banner={<PatientBanner patient={patient} to={home} alerts={<Oppositions of={patient} />} />}>
      <nav className={classes.tabs} aria-label={t('tabs.label')} data-print="no">
        <NavLink to={home} end className={classes.tab} prefetch="intent">
          {t('tabs.summary')}
        </NavLink>
        <NavLink to={`${home}/before`} className={classes.tab} prefetch="intent">
          {t('tabs.before')}
        </NavLink>
        <NavLink to={`${home}/timeline`} className={classes.tab} prefetch="intent">
          {t('tabs.timeline')}
        </NavLink>
        <NavLink to={`${home}/search`} className={classes.tab} prefetch="intent">
          {t('find.tab')}
        </NavLink>
        <NavLink to={`${home}/urgent`} className={classes.tab} prefetch="intent">
          {t('tabs.urgent')}
        </NavLink>
        {mayAdd && (patient.hasOwnFile || mayContribute) && (
          <NavLink to={`${home}/add`} className={classes.tab} prefetch="intent">
            {t('add.tab')}
          </NavLink>
        )}
        {mayWrite && (patient.hasOwnFile || mayContribute) && (
          <NavLink to={`${home}/note`} className={classes.tab}>
            {t('note.tab')}
          </NavLink>
        )}
        {mayRefer && (
          <NavLink to={`${home}/refer`} className={classes.tab}>
            {t('tabs.refer')}
          </NavLink>
        )}
        <NavLink to={`${home}/circle`} className={classes.tab} prefetch="intent">
          {t('circle.tab')}
        </NavLink>
        <NavLink to={`${home}/choices`} className={classes.tab} prefetch="intent">
          {t('choices.tab')}
        </NavLink>
        <span className={classes.pin}>
          <PinButton patient={patient} />
        </span>
        <span className={classes.search}>
          <RecordSearchForm />
        </span>
      </nav>
      {mayAdd && (patient.hasOwnFile || mayContribute) && (
        <DropOnRecord
          patientId={patient.id}
          name={`${patient.birthName.toLocaleUpperCase('fr')} ${patient.firstGivenName}`}
        />
      )}
      <Page>{children}</Page>
    </PatientPage>
  )
}

/** What the patient said no to: shown only then, in words. */
function Oppositions({ of: { id, oppositions, opposes } }: { of: PatientIdentity }) {
  const t = useTexts('record')
  return (
    <>
      {oppositions.map((opposition) => (
        <span key={opposition} className={classes.opposition} title={t(`oppositions.${opposition}Text`)}>
          <IconShieldOff size={14} aria-hidden /> {t(`oppositions.${opposition}`)}
        </span>
      ))}
      {opposes.length > 0 && (
        <Link
          to={`/patients/${id}/choices`}
          className={classes.opposition}
          title={opposes.map((purpose) => t(`choices.purposes.${purpose}`)).join(', ')}
        >
          <IconShieldOff size={14} aria-hidden /> {t('choices.chip', { count: opposes.length })}
        </Link>
      )}
    </>
  )
}
