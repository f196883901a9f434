import { Alert, Anchor, Button, Checkbox, CopyButton, Group, NumberInput, Radio, Stack } from '@mantine/core'
import { Link } from '@remix-run/react'
import { useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import type { Outcome } from '#app/kernel/route.server.ts'
import { FormErrors, fieldProps } from '#app/ui/form-errors.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { DeclaredConnection } from '../commands/declare-connection.server.ts'
import classes from './connection-page.module.css'
import { SenderFields, useSenderFields } from './sender-fields.tsx'

type Props = {
  /** Of the connection to be: the form that is sent twice is one connection. */
  connectionId: string
  isTestRegion: boolean
  outcome: Outcome<DeclaredConnection> | undefined
}

/** Declares a software that will send: by which way, who it is, how it writes. */
export function NewConnectionPage({ connectionId, isTestRegion, outcome }: Props) {
  const t = useTexts('exchange')
  return (
    <Page>
      <PageHeader
        title={t('newConnection')}
        hint={outcome?.ok ? undefined : t('newConnectionHint')}
        actions={
          <Anchor component={Link} to="/exchange">
            {t('allConnections')}
          </Anchor>
        }
      />
      {outcome?.ok ? (
        <Declared {...outcome.value} />
      ) : (
        <Declare connectionId={connectionId} isTestRegion={isTestRegion} outcome={outcome} />
      )}
    </Page>
  )
}

function Declare({ connectionId, isTestRegion, outcome }: Props) {
  const t = useTexts('exchange')
  const fields = useSenderFields()
  const [protocol, setProtocol] = useState('mllp')
  return (
    <PostForm>
      <Stack gap="md" maw="46rem">
        <FormErrors outcome={outcome} fields={fields} />
        <input type="hidden" name="connectionId" value={connectionId} />
        <Radio.Group name="protocol" label={t('sender.protocol')} value={protocol} onChange={setProtocol}>
          <Stack gap="xs" mt={4}>
            <Radio value="mllp" label={t('sender.mllp')} description={t('sender.mllpHint')} />
            <Radio value="https" label={t('sender.https')} description={t('sender.httpsHint')} />
          </Stack>
        </Radio.Group>
        {protocol === 'mllp' && (
          <NumberInput
            {...fieldProps(outcome, 'port', fields)}
            description={t('sender.portHint')}
            required
            min={1024}
            max={65535}
            allowDecimal={false}
            hideControls
            maw="14rem"
          />
        )}
        <SenderFields outcome={outcome} />
        {isTestRegion && (
          <Checkbox
            name="acceptsTest"
            value="on"
            defaultChecked
            label={t('sender.acceptsTest')}
            description={t('sender.acceptsTestHint')}
          />
        )}
        <Group>
          <SubmitButton>{t('declareConnection')}</SubmitButton>
        </Group>
      </Stack>
    </PostForm>
  )
}

function Declared({ connectionId, token }: DeclaredConnection) {
  const t = useTexts('exchange')
  return (
    <Stack gap="md" maw="46rem">
      <Alert color="teal" role="status" variant="outline" title={t('declared')}>
        {t('declaredText')}
      </Alert>
      {token && (
        <Alert color="teal" variant="outline" title={t('tokenOnce')}>
          <Stack gap="xs" align="flex-start">
            <code className={classes.token}>{token}</code>
            <CopyButton value={token}>
              {({ copied, copy }) => (
                <Button size="xs" variant="light" onClick={copy}>
                  {copied ? t('tokenCopied') : t('tokenCopy')}
                </Button>
              )}
            </CopyButton>
          </Stack>
        </Alert>
      )}
      <Group>
        <Button component={Link} to={`/exchange/${connectionId}?view=settings`} variant="light">
          {t('toConnection')}
        </Button>
      </Group>
    </Stack>
  )
}
