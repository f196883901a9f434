import { Anchor, Button, Container, Group, Paper, Stack, Text } from '@mantine/core'
import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { KeyValues } from '#app/ui/key-values.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { RowLink } from '#app/ui/row-link.tsx'
import type { MailView } from '../contract.ts'

const column = columnsOf<MailView>()
const idOf = (mail: MailView) => mail.id

/** Every mail that the product would send, newest first. */
export function MailboxPage({ mails }: { mails: MailView[] }) {
  const t = useTexts('identity')
  const formats = useFormats()
  const columns = column.columns([
    column.accessor('subject', {
      header: t('mailbox.subject'),
      cell: ({ row }) => <RowLink to={`/demo/mailbox/${row.original.id}`}>{row.original.subject}</RowLink>,
    }),
    column.accessor((mail) => `${mail.recipient} <${mail.to}>`, {
      id: 'recipient',
      header: t('mailbox.recipient'),
      meta: { isSecondary: true },
    }),
    column.accessor('createdAt', {
      header: t('mailbox.created'),
      cell: (cell) => formats.dateTime(cell.getValue()),
    }),
    column.accessor('sentAt', {
      header: t('mailbox.state'),
      cell: (cell) => t(cell.getValue() ? 'mailbox.sent' : 'mailbox.waiting'),
    }),
  ])
  return (
    <MailboxFrame>
      <PageHeader
        title={t('mailbox.title')}
        hint={t('mailbox.text')}
        actions={
          <Anchor component={Link} to="/login">
            {t('mailbox.toLogin')}
          </Anchor>
        }
      />
      <DataTable
        caption={t('mailbox.caption')}
        columns={columns}
        rows={mails}
        rowId={idOf}
        empty={<EmptyState title={t('mailbox.empty')}>{t('mailbox.emptyText')}</EmptyState>}
      />
    </MailboxFrame>
  )
}

type MailPageProps = {
  mail: MailView & {
    before: string[]
    action: string
    link: string
    lines: { text: string; link: string }[]
    after: string[]
    asides: { text: string; link: string }[]
  }
}

/** One mail as its recipient would read it. */
export function MailPage({ mail }: MailPageProps) {
  const t = useTexts('identity')
  const formats = useFormats()
  return (
    <MailboxFrame>
      <PageHeader
        title={mail.subject}
        actions={
          <Anchor component={Link} to="/demo/mailbox">
            {t('mailbox.back')}
          </Anchor>
        }
      />
      <Paper withBorder p="md" mb="sm">
        <KeyValues
          items={[
            [t('mailbox.to'), `${mail.recipient} <${mail.to}>`],
            [t('mailbox.created'), formats.dateTime(mail.createdAt)],
          ]}
        />
      </Paper>
      <Paper component="article" withBorder p="xl" aria-label={t('mailbox.message')}>
        <Stack gap="md" maw="34rem">
          {mail.before.map((text) => (
            <Text key={text}>{text}</Text>
          ))}
          <Button component="a" href={mail.link} w="fit-content">
            {mail.action}
          </Button>
          {mail.lines.map(({ text, link }) => (
            <Anchor key={link} href={link} underline="always">
              {text}
            </Anchor>
          ))}
          {mail.after.map((text) => (
            <Text key={text}>{text}</Text>
          ))}
          {mail.asides.length > 0 && (
            <Group gap="md">
              {mail.asides.map(({ text, link }) => (
                <Anchor key={link} href={link} size="sm" underline="always">
                  {text}
                </Anchor>
              ))}
            </Group>
          )}
        </Stack>
      </Paper>
    </MailboxFrame>
  )
}

const MailboxFrame = ({ children }: { children: ReactNode }) => (
  <Container component="main" size="md" py="lg">
    {children}
  </Container>
)
