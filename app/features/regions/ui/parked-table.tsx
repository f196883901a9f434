import { Text } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { ParkedEvent } from '../queries/get-event-flow.server.ts'

const column = columnsOf<ParkedEvent>()

/** Events that failed ten times, with the kind of the failure, and the one thing to do about them. */
export function ParkedTable({ events, hasMore }: { events: ParkedEvent[]; hasMore: boolean }) {
  const t = useTexts('regions')
  const formats = useFormats()
  const columns = column.columns([
    column.accessor('name', { header: t('flow.event'), cell: (c) => <code>{c.getValue()}</code> }),
    column.accessor('establishment', {
      header: t('flow.establishment'),
      cell: (c) => c.getValue() ?? '—',
      meta: { isSecondary: true },
    }),
    column.accessor('createdAt', {
      header: t('flow.createdAt'),
      cell: (c) => formats.dateTime(c.getValue()),
      meta: { isSecondary: true },
    }),
    column.accessor('parkedAt', { header: t('flow.parkedAt'), cell: (c) => formats.dateTime(c.getValue()) }),
    column.accessor('lastError', {
      header: t('flow.lastError'),
      cell: (c) => c.getValue() ?? '—',
      meta: { isSecondary: true },
    }),
    column.display({
      id: 'retry',
      header: t('flow.act'),
      cell: ({ row }) => (
        <PostForm preventScrollReset>
          <SubmitButton size="compact-xs" variant="light" name="seq" value={String(row.original.seq)}>
            {t('flow.retry')}
          </SubmitButton>
        </PostForm>
      ),
    }),
  ])
  return (
    <>
      <Text>{t('flow.parkedText')}</Text>
      <DataTable
        caption={t('flow.parked')}
        columns={columns}
        rows={events}
        rowId={(event) => String(event.seq)}
        empty={null}
      />
      {hasMore && <Text c="dimmed">{t('flow.parkedMore')}</Text>}
    </>
  )
}
