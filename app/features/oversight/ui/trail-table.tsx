import { Anchor, Text } from '@mantine/core'
import { Link } from '@remix-run/react'
import { type ReactNode, useMemo } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { SeverityBadge } from '#app/ui/severity-badge.tsx'
import type { TrailRow, WatchedPatient } from '../queries/trail-rows.server.ts'
import classes from './oversight.module.css'
import { useOversightWords } from './use-oversight-words.ts'

const column = columnsOf<TrailRow>()

type Props = {
  rows: TrailRow[]
  caption: string
  patients: WatchedPatient[]
  withPatient?: boolean
  withPerson?: boolean
  /** Where a patient's name leads; nowhere for who reads their own actions. */
  patientPath?: (id: string) => string
  /** Instead of the name of a patient that may not be known here. */
  closed?: string
  page?: { next: string | null; previous: string | null }
  empty: ReactNode
}

/** Rows of the trail as a table: who, what, whom, for what. */
export function TrailTable(props: Props) {
  const { rows, caption, patients, page, empty, closed, withPatient = true, withPerson = true } = props
  const { patientPath = (id: string) => `/oversight/patients/${id}` } = props
  const t = useTexts('oversight')
  const formats = useFormats()
  const words = useOversightWords()
  const byId = useMemo(() => new Map(patients.map((p) => [p.id, p])), [patients])
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor('at', {
          header: t('trail.when'),
          cell: (c) => formats.dateTime(c.getValue()),
        }),
        ...(withPerson
          ? [
              column.accessor('person', {
                header: t('trail.person'),
                cell: ({ row: { original: row } }) =>
                  row.person ? (
                    <Anchor component={Link} to={`/oversight/trail?person=${row.person.id}`}>
                      {words.person(row)}
                    </Anchor>
                  ) : (
                    words.person(row)
                  ),
                meta: { isSecondary: true },
              }),
            ]
          : []),
        column.accessor('kind', {
          header: t('trail.action'),
          cell: ({ row: { original: row } }) => (
            <span title={row.action} className={classes.action}>
              {t(`kinds.${row.kind}`)}{' '}
              {row.isRefused && <SeverityBadge severity="watch" label={t('trail.refused')} />}
              <Text span hiddenFrom="sm" size="sm" c="dimmed">
                {[
                  withPerson ? words.person(row) : null,
                  withPatient && row.patientId ? words.patient(byId.get(row.patientId), closed) : null,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
            </span>
          ),
        }),
        ...(withPatient
          ? [
              column.accessor('patientId', {
                header: t('trail.patient'),
                cell: (c) => {
                  const id = c.getValue()
                  const patient = id ? byId.get(id) : null
                  return id && patient ? (
                    <Anchor component={Link} to={patientPath(id)}>
                      {words.patient(patient)}
                    </Anchor>
                  ) : (
                    <span className={classes.code}>{id ? (closed ?? t('queue.unknownPatient')) : ''}</span>
                  )
                },
                meta: { isSecondary: true },
              }),
            ]
          : []),
        column.accessor('purpose', {
          header: t('trail.purpose'),
          cell: (c) => words.purpose(c.getValue()),
          meta: { isSecondary: true },
        }),
        ...(withPerson
          ? [
              column.accessor('establishmentName', {
                header: t('trail.establishment'),
                meta: { isSecondary: true, isFlexible: true },
              }),
            ]
          : []),
      ]),
    [t, words, formats, byId, withPatient, withPerson, patientPath, closed],
  )
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows}
      rowId={(row) => row.key}
      page={page}
      empty={empty}
    />
  )
}
