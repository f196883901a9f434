import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { Form } from '@remix-run/react'
import type { ReactNode } from 'react'
import type { Role } from '#app/kernel/actor.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import type { FormOutcome } from '#app/ui/form-errors.tsx'
import { IconCircleCheck } from '#app/ui/icons.ts'
import { KeyValues } from '#app/ui/key-values.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import type { OpenSignInView, PasskeyView, SupportView } from '../contract.ts'
import { AskSupport } from './ask-support.tsx'
import { ChangePasswordForm } from './change-password-form.tsx'
import { Passkeys } from './passkeys.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { SignInsTable } from './sign-ins-table.tsx'

type Profile = {
  displayName: string
  email: string
  rpps: string | null
  enrolledAt: string | null
  hasPassword: boolean
  recoveryCodes: number
  passkeys: PasskeyView[]
  workplaces: { membershipId: string; establishmentName: string; role: Role }[]
}

export const DONE = ['revoked', 'revokedOthers', 'passwordChanged', 'passkeyAdded', 'passkeyRemoved'] as const

type Props = {
  profile: Profile
  signIns: OpenSignInView[]
  help: { received: SupportView[]; mayAsk: boolean }
  outcome: FormOutcome | { ok: true; value: unknown }
  done: (typeof DONE)[number] | null
}

/** What one has open, how one signs in, who one is here. */
export function AccountPage({ profile, signIns, help, outcome: answered, done }: Props) {
  const outcome = answered as FormOutcome
  const t = useTexts('identity')
  return (
    <Page>
      <PageHeader title={t('account.title')} hint={profile.displayName} />
      <Stack gap="md" maw={1080}>
        {done && (
          <Alert role="status" variant="light" icon={<IconCircleCheck aria-hidden />}>
            {t(`account.${done}`)}
          </Alert>
        )}
        <Section
          title={t('account.signIns')}
          hint={t('account.signInsText')}
          action={<EndOthers signIns={signIns} />}
        >
          <SignInsTable signIns={signIns} />
        </Section>
        <Section title={t('passkeys.title')} hint={t('passkeys.hint')}>
          <Passkeys key={done} passkeys={profile.passkeys} outcome={outcome} />
        </Section>
        {profile.hasPassword && (
          <Section title={t('account.password')} hint={t('account.passwordText')}>
            <ChangePasswordForm key={done} outcome={outcome} />
          </Section>
        )}
        {profile.hasPassword && profile.enrolledAt && (
          <Section title={t('account.recovery')} hint={t('account.recoveryHint')}>
            <RecoveryCodes left={profile.recoveryCodes} outcome={outcome} />
          </Section>
        )}
        <Section title={t('support.section')} hint={t('support.sectionHint')}>
          <AskSupport help={help} made={madeOf(answered)} />
        </Section>
        <Section title={t('account.profile')}>
          <ProfileValues profile={profile} />
        </Section>
      </Stack>
    </Page>
  )
}

/** A code for the support, among what the forms of this page answer with. */
function madeOf(answered: Props['outcome']) {
  const value = answered?.ok && 'value' in answered ? answered.value : null
  return value && typeof value === 'object' && 'code' in value && 'expiresAt' in value
    ? { code: String(value.code), expiresAt: String(value.expiresAt) }
    : null
}

type SectionProps = { title: string; hint?: string; action?: ReactNode; children: ReactNode }

function Section({ title, hint, action, children }: SectionProps) {
  return (
    <Paper component="section" withBorder p="md">
      <Group justify="space-between" align="flex-start" mb="sm">
        <div>
          <Title order={2}>{title}</Title>
          {hint && <Text c="dimmed">{hint}</Text>}
        </div>
        {action}
      </Group>
      {children}
    </Paper>
  )
}

function EndOthers({ signIns }: { signIns: OpenSignInView[] }) {
  const t = useTexts('identity')
  if (signIns.length < 2) return null
  return (
    <Form method="post">
      <Button type="submit" name="intent" value="revokeOthers" variant="light" color="red">
        {t('account.revokeOthers')}
      </Button>
    </Form>
  )
}

function ProfileValues({ profile }: { profile: Profile }) {
  const t = useTexts('identity')
  const roleOf = useTexts('shell')
  const formats = useFormats()
  const { enrolledAt } = profile
  return (
    <KeyValues
      items={[
        [t('account.name'), profile.displayName],
        [t('account.email'), profile.email],
        [t('account.rpps'), profile.rpps],
        [
          t('account.workplaces'),
          profile.workplaces
            .map((w) => `${w.establishmentName} (${roleOf(`workContext.roles.${w.role}`)})`)
            .join(', '),
        ],
        [
          t('account.secondFactor'),
          enrolledAt
            ? t('account.secondFactorSince', { date: formats.date(enrolledAt) })
            : t('account.secondFactorNone'),
        ],
      ]}
    />
  )
}
