import { Group, Stack, TextInput, Title } from '@mantine/core'
import { Form } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { FilterChips } from '#app/ui/filter-chips.tsx'
import { IconSearch } from '#app/ui/icons.ts'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { EstablishmentPage, EstablishmentRow } from '../queries/list-establishments.server.ts'

const column = columnsOf<EstablishmentRow>()

/** Who is part of the region: searched by name, town or FINESS. */
export function EstablishmentTable({ page, search }: { page: EstablishmentPage; search: string }) {
  const t = useTexts('regions')
  const formats = useFormats()
  const columns = column.columns([
    column.accessor('name', { header: t('establishments.name') }),
    column.accessor('kind', {
      header: t('establishments.kind'),
      cell: (c) => t(`establishments.kinds.${c.getValue()}`),
      meta: { isSecondary: true },
    }),
    column.accessor('city', {
      header: t('establishments.city'),
      cell: (c) => c.getValue() ?? '—',
      meta: { isSecondary: true },
    }),
    column.accessor('finess', {
      header: t('establishments.finess'),
      cell: (c) => c.getValue() ?? '—',
      meta: { isSecondary: true },
    }),
    column.accessor('members', {
      header: t('establishments.members'),
      cell: (c) => formats.number(c.getValue()),
      meta: { isNumeric: true },
    }),
  ])
  return (
    <Stack component="section" gap="xs" aria-labelledby="establishments">
      <Group justify="space-between" align="flex-end" gap="sm">
        <Title order={2} id="establishments" size="h3">
          {t('establishments.title')}
        </Title>
        <Form method="get" role="search" preventScrollReset>
          <Group gap="xs" wrap="nowrap">
            <TextInput
              // A new address is a new search: the field follows it.
              key={search}
              name="q"
              defaultValue={search}
              aria-label={t('establishments.search')}
              placeholder={t('establishments.placeholder')}
              leftSection={<IconSearch size={16} aria-hidden />}
            />
            <SubmitButton variant="default">{t('establishments.submit')}</SubmitButton>
          </Group>
        </Form>
      </Group>
      <FilterChips
        filters={search ? [{ param: 'q', label: t('establishments.filter'), value: search }] : []}
      />
      <DataTable
        caption={t('establishments.title')}
        columns={columns}
        rows={page.rows}
        rowId={(row) => row.id}
        page={{ next: page.next, previous: null }}
        empty={<EmptyState title={t('establishments.none')}>{t('establishments.noneText')}</EmptyState>}
      />
    </Stack>
  )
}
