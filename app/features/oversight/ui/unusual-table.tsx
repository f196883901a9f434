import { Text } from '@mantine/core'
import { useMemo } from 'react'
import { formatDay } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { IconShieldCheck } from '#app/ui/icons.ts'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { RowLink } from '#app/ui/row-link.tsx'
import { SeverityBadge } from '#app/ui/severity-badge.tsx'
import type { Unusual } from '../queries/list-unusual.server.ts'
import { useOversightWords } from './use-oversight-words.ts'

const column = columnsOf<Unusual>()
/** From here on it is shown as the more pressing kind. */
const PRESSING = 55

/** What the rules found and nobody has judged yet. */
export function UnusualTable({ rows }: { rows: Unusual[] }) {
  const t = useTexts('oversight')
  const words = useOversightWords()
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor('personName', {
          header: t('queue.who'),
          cell: ({ row: { original: unusual } }) => (
            <>
              <RowLink to={`/oversight/unusual/${unusual.id}`}>{unusual.personName}</RowLink>
              <Text span visibleFrom="sm">
                {` · ${unusual.establishmentName}`}
              </Text>
            </>
          ),
        }),
        column.accessor('rule', {
          header: t('unusual.rule'),
          cell: ({ row: { original: unusual } }) => (
            <SeverityBadge
              severity={unusual.score >= PRESSING ? 'watch' : 'information'}
              label={t(`unusual.rules.${unusual.rule}`)}
            />
          ),
        }),
        column.accessor('patient', {
          header: t('queue.patient'),
          cell: ({ row: { original: unusual } }) =>
            unusual.patients === null
              ? words.patient(unusual.patient)
              : t('unusual.volume', { count: unusual.patients, day: formatDay(unusual.day ?? '') }),
          meta: { isSecondary: true },
        }),
        column.accessor('lastAt', {
          header: t('unusual.last'),
          cell: (c) => <RelativeTime at={c.getValue()} />,
          meta: { isSecondary: true },
        }),
      ]),
    [t, words],
  )
  return (
    <DataTable
      caption={t('unusual.queue')}
      columns={columns}
      rows={rows}
      rowId={(unusual) => unusual.id}
      empty={
        <EmptyState icon={IconShieldCheck} title={t('unusual.none')}>
          {t('unusual.noneText')}
        </EmptyState>
      }
    />
  )
}
