import { Alert, Anchor, Checkbox, Paper, Stack, TextInput, Title } from '@mantine/core'
import { Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { IconCircleCheck } from '#app/ui/icons.ts'
import { KeyValues } from '#app/ui/key-values.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { AccountState } from '../queries/list-open-invitations.server.ts'
import type { MemberView } from '../queries/list-people.server.ts'
import { MemberActs } from './member-acts.tsx'

export const DONE = ['change', 'end', 'reset', 'resetAsked'] as const

type Props = {
  member: MemberView
  account: AccountState
  done: (typeof DONE)[number] | null
  outcome: FormOutcome
}

/** One person at one place of work: as what, until when, and what their administrator can do. */
export function MemberPage({ member, account, done, outcome }: Props) {
  const t = useTexts('identity')
  const roleOf = useTexts('shell')
  const formats = useFormats()
  const list = member.isOwnHouse ? '/people' : `/people?establishment=${member.establishmentId}`
  const secondFactor = [
    account?.hasAuthenticator && t('member.authenticator'),
    account?.passkeys ? t('member.passkeys', { count: account.passkeys }) : null,
  ].filter(Boolean)
  return (
    <Page>
      <PageHeader title={member.displayName} hint={member.establishmentName} />
      <Stack gap="md" maw={880}>
        {done && !outcome && (
          <Alert role="status" variant="light" icon={<IconCircleCheck aria-hidden />}>
            {t(`member.done.${done}`)}
          </Alert>
        )}
        <Paper component="section" withBorder p="md" aria-label={t('member.title')}>
          <KeyValues
            items={[
              [t('people.role'), roleOf(`workContext.roles.${member.role}`)],
              [t('account.rpps'), member.rpps],
              [t('account.email'), account?.email ?? null],
              [t('account.since'), formats.date(member.startsOn)],
              [t('member.worksUntil'), member.lastDay ? formats.date(member.lastDay) : t('people.open')],
              [
                t('account.secondFactor'),
                account ? secondFactor.join(', ') || t('member.noFactor') : t('member.noAccount'),
              ],
            ]}
          />
        </Paper>
        <FormErrors isShort outcome={outcome} />
        {!member.hasEnded && <ChangeForm member={member} outcome={outcome} />}
        {!member.isSelf && !member.hasEnded && <MemberActs member={member} hasAccount={account !== null} />}
        <Anchor component={Link} to={list}>
          {t('member.back')}
        </Anchor>
      </Stack>
    </Page>
  )
}

function ChangeForm({ member, outcome }: Pick<Props, 'member' | 'outcome'>) {
  const t = useTexts('identity')
  const fields = { worksUntil: { label: t('member.worksUntil') } }
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="change">
      <PostForm>
        <Stack gap="sm">
          <Title order={2} id="change" size="h3">
            {t('member.change')}
          </Title>
          <TextInput
            {...fieldProps(outcome, 'worksUntil', fields)}
            description={t('member.worksUntilHint')}
            type="date"
            defaultValue={member.lastDay ?? ''}
            maw={320}
          />
          {member.role === 'establishment_admin' || member.role === 'region_admin' ? null : (
            <Checkbox
              name="isAdministrator"
              defaultChecked={member.isAdministrator}
              label={t('member.isAdministrator')}
              description={t('member.isAdministratorHint')}
            />
          )}
          <SubmitButton name="intent" value="change" variant="default" w="fit-content">
            {t('member.save')}
          </SubmitButton>
        </Stack>
      </PostForm>
    </Paper>
  )
}
