import { Alert, Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { Form, Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { FilterChips } from '#app/ui/filter-chips.tsx'
import { FormErrors, type FormOutcome } from '#app/ui/form-errors.tsx'
import { IconCircleCheck, IconPlus, IconSearch } from '#app/ui/icons.ts'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { RowLink } from '#app/ui/row-link.tsx'
import { SeverityBadge } from '#app/ui/severity-badge.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { InvitationView, PersonPage, PersonRow } from '../contract.ts'
import type { ResetRequestView } from '../queries/list-open-invitations.server.ts'
import { InvitationTable } from './invitation-table.tsx'
import { ResetRequests } from './reset-requests.tsx'

export const DONE = [
  'invited',
  'renewInvitation',
  'withdrawInvitation',
  'confirmReset',
  'refuseReset',
] as const

type Props = {
  house: { id: string; name: string; kind: string; administrators: number; isOwn: boolean }
  page: PersonPage
  invitations: InvitationView[]
  resets: ResetRequestView[]
  search: string
  done: (typeof DONE)[number] | null
  outcome: FormOutcome
}

const column = columnsOf<PersonRow>()
const idOf = (row: PersonRow) => row.membershipId

/** Who works in an establishment, who is asked to, and what waits for a second administrator. (EXT-07) */
export function PeoplePage({ house, page, invitations, resets, search, done, outcome }: Props) {
  const t = useTexts('identity')
  const wanted = house.kind === 'practice' ? 1 : 2
  return (
    <Page>
      <PageHeader
        title={t('people.title')}
        hint={
          house.isOwn ? (
            house.name
          ) : (
            <Anchor component={Link} to={`/region/establishments/${house.id}`}>
              {house.name}
            </Anchor>
          )
        }
        actions={
          <>
            {house.isOwn && house.kind !== 'practice' && (
              <Button component={Link} to="/teams" variant="default">
                {t('people.teams')}
              </Button>
            )}
            {house.isOwn && (
              <Button component={Link} to="/people/correspondent" variant="default">
                {t('correspondent.title')}
              </Button>
            )}
            <Button component={Link} to={`/people/software?establishment=${house.id}`} variant="default">
              {t('software.short')}
            </Button>
            <Button
              component={Link}
              to={`/people/new?establishment=${house.id}`}
              leftSection={<IconPlus size={16} aria-hidden />}
            >
              {t('invite.short')}
            </Button>
          </>
        }
      />
      <Stack gap="lg">
        {done && !outcome && (
          <Alert role="status" variant="light" icon={<IconCircleCheck aria-hidden />}>
            {t(`people.done.${done}`)}
          </Alert>
        )}
        <FormErrors isShort outcome={outcome} />
        {house.administrators < wanted && (
          <Alert
            variant="default"
            title={
              <SeverityBadge severity="watch" label={t('people.few', { count: house.administrators })} />
            }
          >
            {t(wanted === 1 ? 'people.fewPractice' : 'people.fewText')}
          </Alert>
        )}
        {resets.length > 0 && <ResetRequests resets={resets} />}
        <People page={page} search={search} house={house} />
        {invitations.length > 0 && <InvitationTable invitations={invitations} />}
      </Stack>
    </Page>
  )
}

function People({ page, search, house }: Pick<Props, 'page' | 'search' | 'house'>) {
  const t = useTexts('identity')
  const roleOf = useTexts('shell')
  const formats = useFormats()
  const columns = column.columns([
    column.accessor('displayName', {
      header: t('people.name'),
      cell: ({ row: { original } }) => (
        <RowLink to={`/people/${original.membershipId}`}>{original.displayName}</RowLink>
      ),
    }),
    column.accessor('role', {
      header: t('people.role'),
      cell: ({ row: { original } }) =>
        [roleOf(`workContext.roles.${original.role}`), original.isAdministrator && t('people.administrator')]
          .filter(Boolean)
          .join(', '),
    }),
    column.accessor('rpps', {
      header: t('account.rpps'),
      cell: (cell) => cell.getValue() ?? '–',
      meta: { isSecondary: true },
    }),
    column.accessor('endsAt', {
      header: t('people.until'),
      cell: ({ row: { original } }) =>
        original.endsAt ? (
          <Text span c={original.hasEnded ? 'dimmed' : undefined}>
            {t(original.hasEnded ? 'people.left' : 'people.leaves', { date: formats.date(original.endsAt) })}
          </Text>
        ) : (
          t('people.open')
        ),
    }),
  ])
  return (
    <Stack component="section" gap="xs" aria-label={t('people.title')}>
      <Group justify="flex-end">
        <Form method="get" role="search">
          <Group gap="xs" wrap="nowrap">
            {!house.isOwn && <input type="hidden" name="establishment" value={house.id} />}
            <TextInput
              key={search}
              name="q"
              defaultValue={search}
              aria-label={t('people.search')}
              placeholder={t('people.placeholder')}
              leftSection={<IconSearch size={16} aria-hidden />}
            />
            <SubmitButton variant="default">{t('people.submit')}</SubmitButton>
          </Group>
        </Form>
      </Group>
      <FilterChips filters={search ? [{ param: 'q', label: t('people.filter'), value: search }] : []} />
      <DataTable
        caption={t('people.title')}
        columns={columns}
        rows={page.rows}
        rowId={idOf}
        page={{ next: page.next, previous: null }}
        empty={<EmptyState title={t('people.none')}>{t('people.noneText')}</EmptyState>}
      />
    </Stack>
  )
}
