import type { ReactNode } from 'react'
import { formatDay } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats, useNow } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { IconBed, IconShieldCheck, IconShieldHalf, IconShieldOff, IconShieldQuestion } from '#app/ui/icons.ts'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { RowLink } from '#app/ui/row-link.tsx'
import { useAge } from '#app/ui/use-age.ts'
import { NEWS_CAP } from '../contract.ts'
import type { OwnAppointment } from '../queries/own-patients.server.ts'
import type { PatientRow } from '../queries/patient-rows.server.ts'
import classes from './patient-table.module.css'
import { useEntryWords } from './use-entry-words.ts'

/** In the list of a team, with whom. */
type ListedRow = PatientRow & { appointment?: OwnAppointment | null; seenBy?: string | null }

type Props = {
  caption: string
  rows: ListedRow[]
  empty: ReactNode
  page?: { next: string | null; previous: string | null }
  count?: { value: number; isMore: boolean }
  /** Sorting by name is offered where the whole list is at hand. */
  isSortable?: boolean
  /** When one sees them, where the list is of one's own days. */
  hasAppointment?: boolean
  /** Numbers of the establishment, where the list is one of its files. */
  hasLocalId?: boolean
}

const column = columnsOf<ListedRow>()

/** Patients as lines: enough to tell two namesakes apart, what happened last, and what is new to the reader. */
export function PatientTable({
  isSortable = false,
  hasLocalId = false,
  hasAppointment = false,
  ...props
}: Props) {
  const t = useTexts('record')
  const ui = useTexts('ui')
  const columns = column.columns([
    column.display({
      id: 'name',
      header: t('patients.name'),
      meta: { sort: isSortable ? 'name' : undefined },
      cell: ({ row }) => <NameLink patient={row.original} />,
    }),
    ...(hasAppointment
      ? [
          column.display({
            id: 'appointment',
            header: t('patients.appointment'),
            cell: ({ row }) => <Appointment row={row.original} />,
          }),
        ]
      : []),
    column.display({
      id: 'born',
      header: t('patients.born'),
      meta: { isNumeric: true },
      cell: ({ row }) => <Born patient={row.original} />,
    }),
    column.display({
      id: 'sex',
      header: ui('banner.sex'),
      meta: { isSecondary: true },
      cell: ({ row }) => ui(`banner.sexes.${row.original.sex}`),
    }),
    column.display({
      id: 'identity',
      header: t('patients.identity'),
      meta: { isSecondary: true },
      cell: ({ row }) => <IdentityStatus status={row.original.identityStatus} />,
    }),
    ...(hasLocalId
      ? [
          column.display({
            id: 'localId',
            header: t('summary.localId'),
            meta: { isSecondary: true },
            cell: ({ row }) => row.original.localId,
          }),
        ]
      : []),
    // Before a consultation the appointment says why one comes: there is no room for both.
    ...(hasAppointment
      ? []
      : [
          column.display({
            id: 'activity',
            header: t('patients.activity'),
            meta: { isSecondary: true, isFlexible: true },
            cell: ({ row }) => <LastActivity patient={row.original} />,
          }),
        ]),
    column.display({
      id: 'when',
      header: t('patients.when'),
      meta: { isSecondary: true },
      cell: ({ row }) => row.original.lastActivity && <RelativeTime at={row.original.lastActivity.at} />,
    }),
    column.display({
      id: 'news',
      header: t('patients.news'),
      meta: { isNumeric: true },
      cell: ({ row }) => <News count={row.original.newCount} />,
    }),
  ])
  return <DataTable columns={columns} rowId={(row) => row.id} {...props} />
}

function NameLink({ patient }: { patient: PatientRow }) {
  const t = useTexts('record')
  const { birthName, firstGivenName, usedName, stay } = patient
  return (
    <RowLink to={`/patients/${patient.id}`}>
      <span className={classes.birthName}>{birthName.toLocaleUpperCase('fr')}</span> {firstGivenName}
      {usedName && usedName !== birthName && (
        <span className={classes.usedName}> ({usedName.toLocaleUpperCase('fr')})</span>
      )}
      {stay && (
        <span title={stay.unit ?? stay.establishmentName}>
          {' '}
          <IconBed size={14} aria-label={t('patients.inWard')} />
        </span>
      )}
    </RowLink>
  )
}

function Appointment({ row: { appointment, seenBy } }: { row: ListedRow }) {
  const t = useTexts('record')
  const formats = useFormats()
  if (!appointment) {
    const inWard = seenBy ? [t('patients.inHospital'), seenBy].join(' · ') : t('patients.inYourCare')
    return <span className={classes.activity}>{inWard}</span>
  }
  const { startsAt, reason, place } = appointment
  return (
    <>
      <strong>{formats.dateTime(startsAt)}</strong>{' '}
      <span className={classes.activity}>{[seenBy, reason, place].filter(Boolean).join(' · ')}</span>
    </>
  )
}

function Born({ patient: { birthDate, deceasedAt } }: { patient: PatientRow }) {
  const ui = useTexts('ui')
  const t = useTexts('record')
  const age = useAge()
  const today = useFormats().dayOf(useNow())
  if (!birthDate) return <>{ui('notProvided')}</>
  return (
    <>
      {formatDay(birthDate)}
      <span className={classes.age}> ({deceasedAt ? t('patients.deceased') : age(birthDate, today)})</span>
    </>
  )
}

const statusIcons = {
  QUAL: IconShieldCheck,
  VALI: IconShieldHalf,
  RECUP: IconShieldQuestion,
  PROV: IconShieldOff,
}

function IdentityStatus({ status }: { status: PatientRow['identityStatus'] }) {
  const t = useTexts('record')
  const Icon = statusIcons[status]
  return (
    <span className={classes.status} data-status={status}>
      <Icon size={14} aria-hidden /> {t(`patients.status.${status}`)}
    </span>
  )
}

function LastActivity({ patient: { lastActivity } }: { patient: PatientRow }) {
  const ui = useTexts('ui')
  const words = useEntryWords()
  if (!lastActivity) return null
  const { kind, title, establishmentName } = lastActivity
  return (
    <>
      <span className={classes.activity}>{ui(`timeline.kinds.${kind}`)}</span>{' '}
      {kind === 'stay' ? title : words({ kind, title, stay: null })}{' '}
      <span className={classes.activity}>{establishmentName}</span>
    </>
  )
}

function News({ count }: { count: number }) {
  const t = useTexts('record')
  if (count === 0) return null
  return (
    <span className={classes.news} title={t('patients.newsText')}>
      {count > NEWS_CAP ? `${NEWS_CAP}+` : count}
    </span>
  )
}
