import { Anchor, Group, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { ESTABLISHMENT_KINDS } from '../contract.ts'

/** What the region must know of an establishment before anybody can be invited there. */
export function NewEstablishmentPage({ outcome }: { outcome: FormOutcome }) {
  const t = useTexts('regions')
  const fields = {
    name: { label: t('fields.name'), error: t('fields.nameError') },
    kind: { label: t('fields.kind') },
    finess: { label: t('fields.finess'), error: t('fields.finessError') },
    legalFiness: { label: t('fields.legalFiness'), error: t('fields.legalFinessError') },
    siret: { label: t('fields.siret'), error: t('fields.siretError') },
    city: { label: t('fields.city') },
    phone: { label: t('fields.phone') },
  }
  const kinds = ESTABLISHMENT_KINDS.map((value) => ({ value, label: t(`establishments.kinds.${value}`) }))
  return (
    <Page>
      <PageHeader title={t('add.title')} hint={t('add.hint')} />
      <PostForm>
        <Stack gap="md" maw={720}>
          <FormErrors outcome={outcome} fields={fields} />
          <TextInput {...fieldProps(outcome, 'name', fields)} required />
          <NativeSelect {...fieldProps(outcome, 'kind', fields)} data={kinds} />
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <TextInput
              {...fieldProps(outcome, 'finess', fields)}
              description={t('fields.finessHint')}
              inputMode="text"
              autoComplete="off"
            />
            <TextInput
              {...fieldProps(outcome, 'legalFiness', fields)}
              description={t('fields.legalFinessHint')}
              autoComplete="off"
            />
            <TextInput
              {...fieldProps(outcome, 'siret', fields)}
              description={t('fields.siretHint')}
              inputMode="numeric"
              autoComplete="off"
            />
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput {...fieldProps(outcome, 'city', fields)} />
            <TextInput {...fieldProps(outcome, 'phone', fields)} inputMode="tel" autoComplete="off" />
          </SimpleGrid>
          <Group>
            <SubmitButton>{t('add.submit')}</SubmitButton>
            <Anchor component={Link} to="/region">
              {t('add.cancel')}
            </Anchor>
          </Group>
        </Stack>
      </PostForm>
    </Page>
  )
}
