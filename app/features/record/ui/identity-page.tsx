import { Alert, Group, SimpleGrid, Stack, Textarea, TextInput, Title } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import type { Outcome } from '#app/kernel/route.server.ts'
import { FormErrors, fieldProps } from '#app/ui/form-errors.tsx'
import { IconShieldCheck } from '#app/ui/icons.ts'
import { KeyValues } from '#app/ui/key-values.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { OwnIdentity } from '../queries/get-own-identity.server.ts'
import { ProofOfIdentity } from './proof-of-identity.tsx'
import { StrictTraitFields } from './strict-trait-fields.tsx'
import { STRICT_TRAITS, useIdentityFields, useIdentityWords } from './use-identity-words.ts'

type Props = { identity: OwnIdentity; outcome: Outcome<'updated' | 'review'> | undefined }

/** What the establishment says of the patient: what completes the identity always, its strict traits unless locked. */
export function IdentityPage({ identity, outcome }: Props) {
  const t = useTexts('record')
  const words = useIdentityWords()
  const { traits, isLocked } = identity
  const fields = useIdentityFields()
  return (
    <>
      <PageHeader title={t('identityForm.title', { localId: identity.localId })} />
      <PostForm>
        <Stack gap="md" maw="48rem">
          <FormErrors outcome={outcome} fields={fields} />
          {outcome?.ok && (
            <Alert color="teal" role="status">
              {outcome.value === 'review' ? t('identityForm.sentToReview') : t('identityForm.saved')}
            </Alert>
          )}
          <Title order={2}>{t('identityForm.strict')}</Title>
          {isLocked ? (
            <>
              <Alert variant="outline" color="gray" icon={<IconShieldCheck aria-hidden />}>
                {t('identityForm.locked', { status: t(`patients.status.${traits.identityStatus}`) })}
              </Alert>
              <KeyValues
                items={STRICT_TRAITS.map((name) => [t(`review.traits.${name}`), words.trait(traits, name)])}
              />
            </>
          ) : (
            <StrictTraitFields traits={traits} outcome={outcome} fields={fields} />
          )}
          {identity.proof && <ProofOfIdentity proof={identity.proof} />}
          <Title order={2}>{t('identityForm.complementary')}</Title>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput {...fieldProps(outcome, 'usedName', fields)} defaultValue={traits.usedName ?? ''} />
            <TextInput
              {...fieldProps(outcome, 'usedGivenName', fields)}
              defaultValue={traits.usedGivenName ?? ''}
            />
            <TextInput
              {...fieldProps(outcome, 'phone', fields)}
              type="tel"
              autoComplete="off"
              defaultValue={identity.phone ?? ''}
            />
            <Textarea
              {...fieldProps(outcome, 'address', fields)}
              autosize
              defaultValue={identity.address ?? ''}
            />
          </SimpleGrid>
          <Group>
            <SubmitButton>{t('identityForm.save')}</SubmitButton>
          </Group>
        </Stack>
      </PostForm>
    </>
  )
}
