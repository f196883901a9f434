import { Text } from '@mantine/core'
import { useMemo } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import type { Decision } from '../queries/review-identities.server.ts'
import { DecideDialog } from './decide-dialog.tsx'
import { useIdentityWords } from './use-identity-words.ts'

const column = columnsOf<Decision>()

/** What was decided, the latest first. An undone decision stays, marked so. */
export function DecisionTable({ decisions }: { decisions: Decision[] }) {
  const t = useTexts('record')
  const formats = useFormats()
  const { line } = useIdentityWords()
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor('subject', {
          header: t('decisions.who'),
          cell: ({ row: { original } }) => (
            <>
              {line(original.subject)}
              <Text hiddenFrom="sm" size="sm">
                {t(`decisions.kinds.${original.kind}`)}
              </Text>
            </>
          ),
        }),
        column.accessor('kind', {
          header: t('decisions.what'),
          cell: (c) => t(`decisions.kinds.${c.getValue()}`),
          meta: { isSecondary: true },
        }),
        column.accessor('reason', {
          header: t('decisions.why'),
          cell: ({ row: { original } }) =>
            original.numbers
              ? t('decisions.numbers', original.numbers)
              : original.kind === 'merge_files'
                ? '—'
                : original.reason,
          meta: { isSecondary: true },
        }),
        column.accessor('decidedBy', {
          header: t('decisions.by'),
          cell: (c) => c.getValue() ?? t('decisions.feed'),
          meta: { isSecondary: true },
        }),
        column.accessor('decidedAt', {
          header: t('decisions.at'),
          cell: (c) => formats.dateTime(c.getValue()),
          meta: { isSecondary: true },
        }),
        column.accessor('mayUndo', {
          header: () => <span className="visually-hidden">{t('decisions.undoTitle')}</span>,
          cell: ({ row: { original: decision } }) =>
            decision.undoneAt ? (
              <Text span size="sm" c="dimmed">
                {t('decisions.undone', { date: formats.date(decision.undoneAt) })}
              </Text>
            ) : (
              decision.mayUndo && (
                <DecideDialog
                  label={t('decisions.undo')}
                  title={t('decisions.undoTitle')}
                  text={
                    decision.numbers
                      ? t('decisions.undoFilesText', decision.numbers)
                      : t('decisions.undoText')
                  }
                  confirm={t('decisions.undoConfirm')}
                  intent="undo"
                  fields={{ decisionId: decision.id }}
                  look={{ size: 'compact-xs' }}
                />
              )
            ),
        }),
      ]),
    [t, formats, line],
  )
  return (
    <DataTable
      caption={t('decisions.title')}
      columns={columns}
      rows={decisions}
      rowId={(decision) => decision.id}
      empty={<Text c="dimmed">{t('decisions.none')}</Text>}
    />
  )
}
