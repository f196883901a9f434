import { Group, Stack, Title } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { InvitationView } from '../contract.ts'

const column = columnsOf<InvitationView>()
const idOf = (row: InvitationView) => row.id

/** Who was asked and has not come yet: sent again, or taken back. */
export function InvitationTable({ invitations }: { invitations: InvitationView[] }) {
  const t = useTexts('identity')
  const roleOf = useTexts('shell')
  const formats = useFormats()
  const columns = column.columns([
    column.accessor('displayName', { header: t('people.name') }),
    column.accessor((row) => row.email ?? t('invitations.letter'), {
      id: 'by',
      header: t('invitations.by'),
      meta: { isSecondary: true },
    }),
    column.accessor((row) => row.practiceName ?? roleOf(`workContext.roles.${row.role}`), {
      id: 'as',
      header: t('people.role'),
      meta: { isSecondary: true },
    }),
    column.accessor('expiresAt', {
      header: t('invitations.until'),
      cell: ({ row: { original } }) =>
        original.isOver ? t('invitations.over') : formats.date(original.expiresAt),
    }),
    column.display({
      id: 'acts',
      header: () => <span className="visually-hidden">{t('invitations.acts')}</span>,
      cell: ({ row: { original } }) => (
        <PostForm preventScrollReset>
          <input type="hidden" name="invitationId" value={original.id} />
          <Group gap="xs" wrap="nowrap" justify="flex-end">
            {original.email && (
              <SubmitButton size="compact-sm" variant="light" name="intent" value="renewInvitation">
                {t('invitations.renew')}
              </SubmitButton>
            )}
            <SubmitButton
              size="compact-sm"
              variant="subtle"
              color="red"
              name="intent"
              value="withdrawInvitation"
            >
              {t('invitations.withdraw')}
            </SubmitButton>
          </Group>
        </PostForm>
      ),
    }),
  ])
  return (
    <Stack component="section" gap="xs" aria-labelledby="invitations">
      <Title order={2} id="invitations" size="h3">
        {t('invitations.title')}
      </Title>
      <DataTable
        caption={t('invitations.title')}
        columns={columns}
        rows={invitations}
        rowId={idOf}
        empty={null}
      />
    </Stack>
  )
}
