import { Anchor, Checkbox, Group, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { Link } from '@remix-run/react'
import type { Role } from '#app/kernel/actor.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'

type Props = {
  house: { id: string; name: string; kind: string }
  roles: Role[]
  role: Role | null
  outcome: FormOutcome
}

const TITLES = ['', 'Dr', 'Pr', 'Mme', 'M.']

/** Asks somebody by mail to work here: who they are, as what, until when. */
export function InvitePersonPage({ house, roles, role, outcome }: Props) {
  const t = useTexts('identity')
  const roleOf = useTexts('shell')
  const fields = {
    email: { label: t('fields.email'), error: t('fields.emailError') },
    title: { label: t('invite.titleOf') },
    givenName: { label: t('invite.givenName'), error: t('invite.nameError') },
    familyName: { label: t('invite.familyName'), error: t('invite.nameError') },
    rpps: { label: t('account.rpps'), error: t('invite.rppsError') },
    role: { label: t('people.role') },
    worksUntil: { label: t('member.worksUntil') },
  }
  const roleData = roles.map((value) => ({ value, label: roleOf(`workContext.roles.${value}`) }))
  const list = `/people?establishment=${house.id}`
  return (
    <Page>
      <PageHeader title={t('invite.title')} hint={house.name} />
      <PostForm>
        <input type="hidden" name="establishmentId" value={house.id} />
        <Stack gap="md" maw={720}>
          <FormErrors outcome={outcome} fields={fields} />
          <TextInput
            {...fieldProps(outcome, 'email', fields)}
            description={t('invite.emailHint')}
            type="email"
            inputMode="email"
            required
            autoComplete="off"
          />
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <NativeSelect {...fieldProps(outcome, 'title', fields)} data={TITLES} />
            <TextInput {...fieldProps(outcome, 'givenName', fields)} required autoComplete="off" />
            <TextInput {...fieldProps(outcome, 'familyName', fields)} required autoComplete="off" />
          </SimpleGrid>
          <TextInput
            {...fieldProps(outcome, 'rpps', fields)}
            description={t('invite.rppsHint')}
            inputMode="numeric"
            autoComplete="off"
          />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <NativeSelect
              {...fieldProps(outcome, 'role', fields)}
              data={roleData}
              defaultValue={role ?? 'doctor'}
            />
            <TextInput
              {...fieldProps(outcome, 'worksUntil', fields)}
              description={t('invite.worksUntilHint')}
              type="date"
            />
          </SimpleGrid>
          <Checkbox
            name="isAdministrator"
            label={t('member.isAdministrator')}
            description={t('member.isAdministratorHint')}
          />
          <Group>
            <SubmitButton>{t('invite.submit')}</SubmitButton>
            <Anchor component={Link} to={list}>
              {t('member.back')}
            </Anchor>
          </Group>
        </Stack>
      </PostForm>
    </Page>
  )
}
