import { Alert, Anchor, Button, Divider, Stack, TextInput, Title } from '@mantine/core'
import { Form, Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { IconInfoCircle, IconShieldCheck } from '#app/ui/icons.ts'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { DemonstrationAccount } from '../contract.ts'
import { DemonstrationAccounts } from './demonstration-accounts.tsx'
import { DoorLayout } from './door-layout.tsx'
import { EnterWithPasskey } from './enter-with-passkey.tsx'
import classes from './login-page.module.css'
import { PasswordField } from './password-field.tsx'

export const NOTICES = ['ended', 'passwordReset', 'signedOut', 'joined', 'called'] as const
export type Notice = (typeof NOTICES)[number]

type Props = {
  accounts: DemonstrationAccount[]
  next: string | null
  notice: Notice | null
  /** A refusal brought along from Pro Santé Connect. */
  reason: string | null
  hasProSanteConnect: boolean
  outcome: FormOutcome
}

/** The front door: e-mail and password, or in a demonstration one click. */
export function LoginPage({ accounts, ...form }: Props) {
  const isDemo = accounts.length > 0
  return (
    <DoorLayout isWide={isDemo}>
      <div className={classes.columns} data-demo={isDemo || undefined}>
        <SignInForm {...form} />
        {isDemo && <DemonstrationAccounts accounts={accounts} next={form.next} />}
      </div>
    </DoorLayout>
  )
}

function SignInForm({ next, notice, reason, hasProSanteConnect, outcome }: Omit<Props, 'accounts'>) {
  const t = useTexts('identity')
  const fields = {
    email: { label: t('fields.email'), error: t('fields.emailError') },
    password: { label: t('fields.password'), error: t('fields.passwordError') },
  }
  return (
    <Form method="post" noValidate>
      <Stack gap="md">
        <Title order={1}>{t('login.title')}</Title>
        {notice && !outcome && (
          <Alert role="status" variant="light" icon={<IconInfoCircle aria-hidden />}>
            {t(`login.${notice}`)}
          </Alert>
        )}
        <FormErrors isShort outcome={outcome ?? (reason ? refusal(reason) : undefined)} fields={fields} />
        {hasProSanteConnect && <ProSanteConnectLink next={next} />}
        <EnterWithPasskey next={next} />
        {next && <input type="hidden" name="next" value={next} />}
        <TextInput
          {...fieldProps(outcome, 'email', fields)}
          type="email"
          autoComplete="username"
          inputMode="email"
          size="md"
          autoCapitalize="none"
          spellCheck={false}
        />
        <PasswordField {...fieldProps(outcome, 'password', fields)} autoComplete="current-password" />
        <SubmitButton size="md" fullWidth>
          {t('login.submit')}
        </SubmitButton>
        <Anchor component={Link} to="/login/forgot" ta="center">
          {t('login.forgot')}
        </Anchor>
        <Anchor component={Link} to="/activation" ta="center">
          {t('login.activate')}
        </Anchor>
      </Stack>
    </Form>
  )
}

const refusal = (reason: string): FormOutcome => ({ ok: false, reason, details: {} })

/** A link, not a form: the way leads to another site, and forms of ours lead nowhere else. */
function ProSanteConnectLink({ next }: { next: string | null }) {
  const t = useTexts('identity')
  return (
    <>
      <Button
        component="a"
        href={`/login/pro-sante-connect${next ? `?next=${encodeURIComponent(next)}` : ''}`}
        size="md"
        fullWidth
        leftSection={<IconShieldCheck size={20} aria-hidden />}
      >
        {t('psc.enter')}
      </Button>
      <Divider label={t('psc.or')} />
    </>
  )
}
