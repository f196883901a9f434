import { Button, Paper, Stack, Text, Title } from '@mantine/core'
import { Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { IconPrinter } from '#app/ui/icons.ts'
import { KeyValues } from '#app/ui/key-values.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import type { CorrespondentInvited } from '../commands/invite-correspondent.server.ts'

type Letter = Extract<CorrespondentInvited, { channel: 'letter' }>

/** To print and hand over, or to post. The code is on no other page: whoever loses the letter gets another. */
export function ActivationLetter({ letter, address }: { letter: Letter; address: string }) {
  const t = useTexts('identity')
  const formats = useFormats()
  return (
    <Page>
      <div data-print="no">
        <PageHeader
          title={t('letter.title')}
          hint={t('letter.once')}
          actions={
            <>
              <Button component={Link} to="/people/correspondent" variant="default" reloadDocument>
                {t('letter.another')}
              </Button>
              <Button onClick={() => window.print()} leftSection={<IconPrinter size={16} aria-hidden />}>
                {t('account.recoveryPrint')}
              </Button>
            </>
          }
        />
      </div>
      <Paper component="article" withBorder p="xl" maw={760} aria-label={t('letter.title')}>
        <Stack gap="md">
          <Text fw={600}>{letter.from}</Text>
          <Text>{letter.displayName}</Text>
          <Title order={2}>{t('letter.subject')}</Title>
          <Text>{t('letter.text', { from: letter.from })}</Text>
          <KeyValues
            items={[
              [t('letter.address'), address],
              [t('account.rpps'), letter.rpps],
              [
                t('letter.code'),
                <Text key="code" span ff="monospace" fz="xl" fw={600}>
                  {letter.code}
                </Text>,
              ],
              [t('letter.until'), formats.date(letter.expiresAt)],
            ]}
          />
          <Text>{t('letter.how')}</Text>
          <Text c="dimmed">{t('letter.secret')}</Text>
        </Stack>
      </Paper>
    </Page>
  )
}
