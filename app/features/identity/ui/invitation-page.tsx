import { Alert, Anchor, Button, Divider, Stack, Text, Title } from '@mantine/core'
import { Form, Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { IconShieldCheck } from '#app/ui/icons.ts'
import { SeverityBadge } from '#app/ui/severity-badge.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { InvitationOpened } from '../queries/get-invitation.server.ts'
import { DoorLayout } from './door-layout.tsx'
import { PasswordField } from './password-field.tsx'
import { useNewPasswordFields } from './use-new-password-fields.ts'

type Props = {
  invitation: Omit<InvitationOpened, 'personId'> | null
  signedInAs: { displayName: string; isInvited: boolean } | null
  hasProSanteConnect: boolean
  path: string
  outcome: FormOutcome
}

/** Where the link of an invitation leads: who asks, as what, and the way in. */
export function InvitationPage({ invitation, signedInAs, hasProSanteConnect, path, outcome }: Props) {
  const t = useTexts('identity')
  const roleOf = useTexts('shell')
  if (!invitation)
    return (
      <DoorLayout>
        <Stack gap="md">
          <Title order={1}>{t('invitation.over')}</Title>
          <Text>{t('invitation.overText')}</Text>
          <Anchor component={Link} to="/login">
            {t('psc.back')}
          </Anchor>
        </Stack>
      </DoorLayout>
    )
  const role = roleOf(`workContext.roles.${invitation.role}`)
  return (
    <DoorLayout>
      <Stack gap="md">
        <Title order={1}>{t('invitation.title')}</Title>
        <Text>{t('invitation.text', { from: invitation.from, name: invitation.displayName, role })}</Text>
        {signedInAs ? (
          <SignedIn who={signedInAs} path={path} outcome={outcome} />
        ) : invitation.hasAccount ? (
          <Button component={Link} to={`/login?next=${encodeURIComponent(path)}`} size="md">
            {t('invitation.signIn')}
          </Button>
        ) : (
          <>
            {hasProSanteConnect && (
              <>
                <Button
                  component="a"
                  href="/login/pro-sante-connect"
                  size="md"
                  leftSection={<IconShieldCheck size={20} aria-hidden />}
                >
                  {t('psc.enter')}
                </Button>
                <Divider label={t('invitation.or')} />
              </>
            )}
            <ChoosePassword email={invitation.email} outcome={outcome} />
          </>
        )}
      </Stack>
    </DoorLayout>
  )
}

function SignedIn({
  who,
  path,
  outcome,
}: {
  who: NonNullable<Props['signedInAs']>
  path: string
  outcome: FormOutcome
}) {
  const t = useTexts('identity')
  if (!who.isInvited)
    return (
      <Alert
        variant="default"
        title={<SeverityBadge severity="watch" label={t('invitation.other', { name: who.displayName })} />}
      >
        <Form method="post" action="/logout">
          <Button type="submit" variant="default" size="compact-md">
            {t('workContext.signOut')}
          </Button>
        </Form>
      </Alert>
    )
  return (
    <Form method="post" action={`${path}?signed-in`}>
      <Stack gap="sm">
        <FormErrors isShort outcome={outcome} />
        <SubmitButton size="md">{t('invitation.accept')}</SubmitButton>
      </Stack>
    </Form>
  )
}

function ChoosePassword({ email, outcome }: { email: string | null; outcome: FormOutcome }) {
  const t = useTexts('identity')
  const fields = useNewPasswordFields()
  return (
    <Form method="post" noValidate>
      <Stack gap="md">
        <FormErrors isShort outcome={outcome} fields={fields} />
        <Text>{t('invitation.account', { email: email ?? '' })}</Text>
        {/* So that a password manager keeps the right name beside it. */}
        <input
          type="email"
          name="username"
          autoComplete="username"
          defaultValue={email ?? ''}
          hidden
          readOnly
        />
        <PasswordField {...fieldProps(outcome, 'password', fields)} autoComplete="new-password" />
        <PasswordField {...fieldProps(outcome, 'repeated', fields)} autoComplete="new-password" />
        <Text c="dimmed" size="sm">
          {t('reset.rules')}
        </Text>
        <SubmitButton size="md" fullWidth>
          {t('invitation.submit')}
        </SubmitButton>
      </Stack>
    </Form>
  )
}
