import { Text } from '@mantine/core'
import { type ReactNode, useMemo } from 'react'
import { formatDay } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { RowLink } from '#app/ui/row-link.tsx'
import type { ReferralLine } from '../queries/referral-rows.server.ts'
import { LateMark, StateMark, UrgencyMark } from './marks.tsx'
import { useReferralWords } from './use-referral-words.ts'

const column = columnsOf<ReferralLine>()

type Props = {
  caption: string
  rows: ReferralLine[]
  /** Whose other side is shown: who asked, or who is asked. */
  side: 'asker' | 'service'
  page?: { next: string | null; previous: string | null }
  count?: { value: number; isMore: boolean }
  empty: ReactNode
}

const pathOf = ({ state, patientId, id }: ReferralLine) =>
  state === 'draft' ? `/patients/${patientId}/refer` : `/referrals/${id}`

/** Requests as lines: whom it is about, what is asked within which time, where it is. */
export function ReferralTable({ side, ...table }: Props) {
  const t = useTexts('referrals')
  const { name, waits } = useReferralWords()
  const formats = useFormats()
  const columns = useMemo(
    () =>
      column.columns([
        column.display({
          id: 'patient',
          header: t('columns.patient'),
          cell: ({ row: { original: line } }) => (
            <>
              <RowLink to={pathOf(line)}>{name(line)}</RowLink>
              {line.patient.birthDate && (
                <Text span c="dimmed">
                  {' '}
                  {formatDay(line.patient.birthDate)}
                </Text>
              )}
              <Text hiddenFrom="sm" size="sm" component="div">
                <StateMark state={line.state} />{' '}
                {line.isLate ? (
                  <LateMark />
                ) : (
                  line.urgency !== 'routine' && <UrgencyMark urgency={line.urgency} />
                )}
              </Text>
            </>
          ),
        }),
        column.display({
          id: 'kind',
          header: t('columns.kind'),
          cell: ({ row: { original: line } }) => t(`kinds.${line.kind}`),
          meta: { isSecondary: true },
        }),
        column.display({
          id: 'urgency',
          header: t('columns.urgency'),
          cell: ({ row: { original: line } }) => <UrgencyMark urgency={line.urgency} />,
          meta: { isSecondary: true },
        }),
        column.display({
          id: 'other',
          header: side === 'asker' ? t('columns.asker') : t('columns.service'),
          cell: ({ row: { original: line } }) =>
            side === 'asker'
              ? `${line.askerName}, ${line.askerHouse}`
              : line.serviceName && `${line.serviceName}, ${line.houseName}`,
          meta: { isSecondary: true, isFlexible: true },
        }),
        column.display({
          id: 'since',
          header: t('columns.since'),
          cell: ({ row: { original: line } }) => line.sentAt && <RelativeTime at={line.sentAt} />,
          meta: { isSecondary: true },
        }),
        column.display({
          id: 'due',
          header: t('columns.due'),
          cell: ({ row: { original: line } }) => (
            <>
              {line.dueAt && formats.date(line.dueAt)} {line.isLate && <LateMark />}
            </>
          ),
          meta: { isSecondary: true },
        }),
        column.display({
          id: 'state',
          header: t('columns.state'),
          cell: ({ row: { original: line } }) => <StateMark state={line.state} />,
          meta: { isSecondary: true },
        }),
        ...(side === 'service'
          ? [
              column.display({
                id: 'wait',
                header: t('columns.wait'),
                cell: ({ row: { original: line } }) => waits(line),
                meta: { isSecondary: true },
              }),
            ]
          : []),
      ]),
    [t, name, waits, formats, side],
  )
  return <DataTable {...table} columns={columns} rowId={(line) => line.id} />
}
