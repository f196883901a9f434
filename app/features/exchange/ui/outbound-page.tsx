import { Alert, Anchor, Checkbox, Group, NativeSelect, NumberInput, Stack, TextInput } from '@mantine/core'
import { Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useChannel } from '#app/kernel/use-channel.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import type { OutboundDecided } from '../commands/keep-outbound.server.ts'
import { OUTBOUND_CHARSETS } from '../contract-outbound.ts'
import type { OutboundPage as Outbound } from '../queries/get-outbound.server.ts'
import { EXCHANGE_CHANGED } from '../realtime.ts'
import { OutboundTable } from './outbound-table.tsx'

type Props = Outbound & {
  mayResolve: boolean
  outcome: (FormOutcome & { value?: OutboundDecided }) | undefined
}

/** Where what is brought from outside goes, whether it arrives, and what its software refused. */
export function OutboundPage({ connection, messages, mayResolve, outcome }: Props) {
  const t = useTexts('exchange')
  useChannel('exchange', {}, EXCHANGE_CHANGED)
  const done = outcome?.ok ? outcome.value : undefined
  return (
    <Page>
      <PageHeader
        title={t('outbound.title')}
        hint={t('outbound.intro')}
        actions={
          <Anchor component={Link} to="/exchange">
            {t('allConnections')}
          </Anchor>
        }
      />
      <Stack gap="md">
        {done && (
          <Alert color={done.test && done.test !== 'ok' ? 'orange' : 'teal'} variant="outline" role="status">
            {done.test ? t(`outbound.outcomes.${done.test as 'ok'}`) : t(`outbound.done.${done.intent}`)}
          </Alert>
        )}
        <Line connection={connection} mayResolve={mayResolve} outcome={outcome} />
        <SummaryCard title={t('outbound.messages')} count={messages.length}>
          <OutboundTable messages={messages} mayResolve={mayResolve} />
        </SummaryCard>
      </Stack>
    </Page>
  )
}

function Line({ connection, mayResolve, outcome }: Pick<Props, 'connection' | 'mayResolve' | 'outcome'>) {
  const t = useTexts('exchange')
  const fields = {
    host: { label: t('outbound.host'), error: t('outbound.hostMissing') },
    port: { label: t('outbound.port'), error: t('outbound.portMissing') },
  }
  return (
    <SummaryCard title={t('outbound.connection')}>
      {!connection && <p>{t('outbound.notSet')}</p>}
      <PostForm>
        <Stack gap="sm">
          <FormErrors outcome={outcome} fields={fields} />
          <Group align="start" grow preventGrowOverflow={false}>
            <TextInput
              {...fieldProps(outcome, 'host', fields)}
              defaultValue={connection?.host}
              description={t('outbound.hostHint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              required
              disabled={!mayResolve}
            />
            <NumberInput
              {...fieldProps(outcome, 'port', fields)}
              defaultValue={connection?.port ?? 2575}
              min={1}
              max={65535}
              allowDecimal={false}
              required
              disabled={!mayResolve}
            />
            <NativeSelect
              name="charset"
              label={t('outbound.charset')}
              defaultValue={connection?.charset}
              data={[...OUTBOUND_CHARSETS]}
              disabled={!mayResolve}
            />
          </Group>
          <Group grow preventGrowOverflow={false}>
            <TextInput
              name="receivingApplication"
              label={t('outbound.receivingApplication')}
              defaultValue={connection?.receivingApplication}
              maxLength={60}
              disabled={!mayResolve}
            />
            <TextInput
              name="receivingFacility"
              label={t('outbound.receivingFacility')}
              defaultValue={connection?.receivingFacility}
              maxLength={60}
              disabled={!mayResolve}
            />
          </Group>
          <Group gap="xl">
            <Checkbox
              name="usesTls"
              label={t('outbound.usesTls')}
              defaultChecked={connection?.usesTls ?? true}
              disabled={!mayResolve}
            />
            <Checkbox
              name="isEnabled"
              label={t('outbound.isEnabled')}
              description={t('outbound.isEnabledHint')}
              defaultChecked={connection?.isEnabled ?? true}
              disabled={!mayResolve}
            />
          </Group>
          {mayResolve && (
            <Group>
              <SubmitButton name="intent" value="save">
                {t('outbound.save')}
              </SubmitButton>
            </Group>
          )}
        </Stack>
      </PostForm>
      {connection && (
        <PostForm>
          <Group mt="sm" gap="sm">
            {mayResolve && (
              <SubmitButton name="intent" value="test" variant="default">
                {t('outbound.test')}
              </SubmitButton>
            )}
            {connection.testedAt && (
              <span>
                {t('outbound.tested')} <RelativeTime at={connection.testedAt} />
                {'\u00A0: '}
                {t(`outbound.outcomes.${connection.testOutcome as 'ok'}`)}
              </span>
            )}
          </Group>
        </PostForm>
      )}
    </SummaryCard>
  )
}
