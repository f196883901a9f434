import { Tooltip } from '@mantine/core'
import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { formatDay, formatIns } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats, useNow } from '#app/kernel/use-formats.ts'
import {
  type Icon,
  IconAlertTriangle,
  IconShieldCheck,
  IconShieldHalf,
  IconShieldOff,
  IconShieldQuestion,
  IconUsers,
} from './icons.ts'
import { insNature } from './ins-nature.ts'
import classes from './patient-banner.module.css'
import { useAge } from './use-age.ts'
import { useStickyHeight } from './use-sticky-height.ts'

/** The identity as the record knows it: strict traits, what completes them, and how far they are trusted. */
export type BannerPatient = {
  birthName: string
  firstGivenName: string
  /** All birth given names, space separated. */
  birthGivenNames: string
  usedName: string | null
  usedGivenName: string | null
  birthDate: string | null
  sex: 'female' | 'male' | 'unknown'
  insMatricule: string | null
  insOid: string | null
  identityStatus: 'QUAL' | 'VALI' | 'RECUP' | 'PROV'
  deceasedAt: Date | string | null
  allergyState: 'known' | 'none_known' | 'not_asked'
  /** What the patient is allergic to, when known. */
  allergies?: string[]
  hasHomonym?: boolean
}

type Props = {
  patient: BannerPatient
  /** Where the name leads: the record, from everywhere else. */
  to?: string
  /** In a dialog: who, born when, INS. Nothing else, but never nothing. */
  micro?: boolean
  alerts?: ReactNode
  actions?: ReactNode
}

const statusIcons: Record<BannerPatient['identityStatus'], Icon> = {
  QUAL: IconShieldCheck,
  VALI: IconShieldHalf,
  RECUP: IconShieldQuestion,
  PROV: IconShieldOff,
}

/** Who this screen is about: always at the top, always the same, on paper too. */
export function PatientBanner({ patient, to, micro = false, alerts, actions }: Props) {
  const t = useTexts('ui')
  const banner = useStickyHeight(!micro)
  const { deceasedAt } = patient
  return (
    <section
      ref={banner}
      className={classes.banner}
      aria-label={t('banner.label')}
      data-micro={micro || undefined}
      data-deceased={deceasedAt ? true : undefined}
      data-print-surface
    >
      <Names patient={patient} to={to} />
      <Birth patient={patient} />
      {!micro && (
        <span className={classes.item}>
          <span className="visually-hidden">{t('banner.sex')}</span> {t(`banner.sexes.${patient.sex}`)}
        </span>
      )}
      <Ins patient={patient} />
      {!micro && <Allergies patient={patient} />}
      {patient.hasHomonym && (
        <Tooltip label={t('banner.homonymText')}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the explanation must open by keyboard */}
          <span className={classes.homonym} tabIndex={0}>
            <IconUsers size={14} aria-hidden /> {t('banner.homonym')}
          </span>
        </Tooltip>
      )}
      {alerts}
      {actions && (
        <span className={classes.actions} data-print="no">
          {actions}
        </span>
      )}
    </section>
  )
}

function Names({ patient, to }: Pick<Props, 'patient' | 'to'>) {
  const t = useTexts('ui')
  const given = patient.birthGivenNames || patient.firstGivenName
  const used = [patient.usedName?.toLocaleUpperCase('fr'), patient.usedGivenName].filter(Boolean).join(' ')
  const name = (
    <>
      <span className={classes.birthName}>{patient.birthName.toLocaleUpperCase('fr')}</span> {given}
    </>
  )
  return (
    <span className={classes.names}>
      {to ? (
        <Link to={to} className={classes.name}>
          {name}
        </Link>
      ) : (
        <span className={classes.name}>{name}</span>
      )}
      {used && (
        <span className={classes.item}>
          <span className={classes.label}>{t('banner.usedName')}</span> <strong>{used}</strong>
        </span>
      )}
    </span>
  )
}

function Birth({ patient: { birthDate, sex, deceasedAt } }: Pick<Props, 'patient'>) {
  const t = useTexts('ui')
  const formats = useFormats()
  const age = useAge()
  const now = useNow()
  const context = sex === 'unknown' ? undefined : sex
  const until = formats.dayOf(deceasedAt ?? now)
  return (
    <>
      <span className={classes.item}>
        <span className={classes.label}>{t('banner.born', { context })}</span>{' '}
        {birthDate ? (
          <strong>
            {formatDay(birthDate)}
            {!deceasedAt && ` (${age(birthDate, until)})`}
          </strong>
        ) : (
          t('notProvided')
        )}
      </span>
      {deceasedAt && (
        <strong className={classes.deceased}>
          {t('banner.deceased', {
            context,
            date: formats.date(deceasedAt),
            age: birthDate ? age(birthDate, until) : t('notProvided'),
          })}
        </strong>
      )}
    </>
  )
}

function Ins({ patient: { insMatricule, insOid, identityStatus } }: Pick<Props, 'patient'>) {
  const t = useTexts('ui')
  const StatusIcon = statusIcons[identityStatus]
  return (
    <span className={classes.item}>
      <span className={classes.label}>{t('banner.ins')}</span>{' '}
      {insMatricule ? (
        <>
          <strong className={classes.number}>{formatIns(insMatricule)}</strong> {insNature(insOid)}
        </>
      ) : (
        t('notProvided')
      )}
      <span className={classes.status} data-status={identityStatus}>
        <StatusIcon size={15} aria-hidden /> {t(`banner.status.${identityStatus}`)}
      </span>
    </span>
  )
}

function Allergies({ patient: { allergyState, allergies = [] } }: Pick<Props, 'patient'>) {
  const t = useTexts('ui')
  const text =
    allergyState === 'known' && allergies.length > 0
      ? allergies.join(', ')
      : t(`banner.allergyStates.${allergyState}`)
  return (
    <span className={classes.item} data-allergy={allergyState}>
      <span className={classes.label}>{t('banner.allergies')}</span>{' '}
      {allergyState === 'known' && <IconAlertTriangle size={14} aria-hidden className={classes.warning} />}
      <strong>{text}</strong>
    </span>
  )
}
