import { Anchor, Button, Group, Stack, TextInput, Title } from '@mantine/core'
import { Form, Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { FilterChips } from '#app/ui/filter-chips.tsx'
import { IconPlus, IconSearch } from '#app/ui/icons.ts'
import { RowLink } from '#app/ui/row-link.tsx'
import { SeverityBadge } from '#app/ui/severity-badge.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { EstablishmentPage, EstablishmentRow } from '../queries/list-establishments.server.ts'

const column = columnsOf<EstablishmentRow>()

/** What an administrator of the region should see to: nobody manages it, or nobody works there now. */
function StateOf({ row }: { row: EstablishmentRow }) {
  const t = useTexts('regions')
  if (row.state !== 'open')
    return <SeverityBadge severity="watch" label={t(`establishments.states.${row.state}`)} />
  if (row.administrators === 0)
    return <SeverityBadge severity="watch" label={t('establishments.noAdministrator')} />
  return <SeverityBadge severity="fine" label={t('establishments.states.open')} />
}

/** Who is part of the region: searched by name, town or FINESS. */
export function EstablishmentTable(props: { page: EstablishmentPage; search: string; isClosed: boolean }) {
  const { page, search, isClosed } = props
  const t = useTexts('regions')
  const formats = useFormats()
  const columns = column.columns([
    column.accessor('name', {
      header: t('establishments.name'),
      cell: ({ row: { original } }) => (
        <RowLink to={`/region/establishments/${original.id}`}>{original.name}</RowLink>
      ),
    }),
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
    column.accessor((row) => row.state, {
      id: 'state',
      header: t('establishments.state'),
      cell: ({ row: { original } }) => <StateOf row={original} />,
    }),
  ])
  return (
    <Stack component="section" gap="xs" aria-labelledby="establishments">
      <Group justify="space-between" align="flex-end" gap="sm">
        <Title order={2} id="establishments" size="h3">
          {t('establishments.title')}
        </Title>
        <Form method="get" role="search" preventScrollReset>
          <Group gap="xs">
            <TextInput
              // A new address is a new search: the field follows it.
              key={search}
              name="q"
              defaultValue={search}
              aria-label={t('establishments.search')}
              placeholder={t('establishments.placeholder')}
              leftSection={<IconSearch size={16} aria-hidden />}
            />
            {isClosed && <input type="hidden" name="closed" value="1" />}
            <SubmitButton variant="default">{t('establishments.submit')}</SubmitButton>
            <Button
              component={Link}
              to="/region/establishments/new"
              leftSection={<IconPlus size={16} aria-hidden />}
            >
              {t('add.short')}
            </Button>
          </Group>
        </Form>
      </Group>
      <FilterChips
        filters={[
          ...(search ? [{ param: 'q', label: t('establishments.filter'), value: search }] : []),
          ...(isClosed
            ? [
                {
                  param: 'closed',
                  label: t('establishments.state'),
                  value: t('establishments.states.closed'),
                },
              ]
            : []),
        ]}
      />
      <DataTable
        caption={t('establishments.title')}
        columns={columns}
        rows={page.rows}
        rowId={(row) => row.id}
        page={{ next: page.next, previous: null }}
        empty={<EmptyState title={t('establishments.none')}>{t('establishments.noneText')}</EmptyState>}
      />
      {!isClosed && (
        <Anchor component={Link} to="/region?closed=1">
          {t('establishments.seeClosed')}
        </Anchor>
      )}
    </Stack>
  )
}
