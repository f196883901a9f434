import { Alert, Anchor, Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { IconCircleCheck } from '#app/ui/icons.ts'
import { KeyValues } from '#app/ui/key-values.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SeverityBadge } from '#app/ui/severity-badge.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { EstablishmentView } from '../queries/get-establishment.server.ts'
import { EstablishmentActs } from './establishment-acts.tsx'

export const DONE = ['add', 'change', 'suspend', 'resume', 'close'] as const

type Props = {
  establishment: EstablishmentView
  done: (typeof DONE)[number] | null
  outcome: FormOutcome
}

/** One establishment of the region: its numbers, its people, whether one works there. */
export function EstablishmentPage({ establishment: e, done, outcome }: Props) {
  const t = useTexts('regions')
  const formats = useFormats()
  const people = `/people?establishment=${e.id}`
  return (
    <Page>
      <PageHeader
        title={e.name}
        hint={t(`establishments.kinds.${e.kind}`)}
        actions={
          e.state === 'open' ? (
            <Button component={Link} to={people} variant="default">
              {t('establishment.people')}
            </Button>
          ) : (
            <SeverityBadge
              severity="watch"
              label={t(`establishment.since.${e.state}`, { date: formats.date(e.since ?? '') })}
            />
          )
        }
      />
      <Stack gap="md" maw={880}>
        {done && !outcome && (
          <Alert role="status" variant="light" icon={<IconCircleCheck aria-hidden />}>
            {t(`establishment.done.${done}`)}
          </Alert>
        )}
        {e.state === 'open' && e.administrators < e.administratorsWanted && <FewAdministrators e={e} />}
        <Paper component="section" withBorder p="md" aria-label={t('establishment.identity')}>
          <KeyValues
            items={[
              [t('fields.finess'), e.finess],
              [t('fields.legalFiness'), e.legalFiness],
              [t('fields.siret'), e.siret],
              [t('establishments.members'), formats.number(e.members)],
              [t('establishment.administrators'), formats.number(e.administrators)],
            ]}
          />
        </Paper>
        {e.state !== 'closed' && <ChangeForm e={e} outcome={outcome} />}
        {e.state !== 'closed' && <EstablishmentActs e={e} />}
        <Anchor component={Link} to="/region">
          {t('establishment.back')}
        </Anchor>
      </Stack>
    </Page>
  )
}

/** Said as long as it is so: one administrator on leave, and nobody can let anybody in. */
function FewAdministrators({ e }: { e: EstablishmentView }) {
  const t = useTexts('regions')
  return (
    <Alert
      variant="default"
      title={
        <SeverityBadge severity="watch" label={t('establishment.fewTitle', { count: e.administrators })} />
      }
    >
      <Stack gap="xs" align="flex-start">
        <Text>{t(e.administratorsWanted === 1 ? 'establishment.fewPractice' : 'establishment.fewText')}</Text>
        <Button
          component={Link}
          size="compact-sm"
          to={`/people/new?establishment=${e.id}&role=establishment_admin`}
        >
          {t('establishment.inviteAdministrator')}
        </Button>
      </Stack>
    </Alert>
  )
}

function ChangeForm({ e, outcome }: { e: EstablishmentView; outcome: FormOutcome }) {
  const t = useTexts('regions')
  const fields = {
    name: { label: t('fields.name'), error: t('fields.nameError') },
    city: { label: t('fields.city') },
    phone: { label: t('fields.phone') },
  }
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="change">
      <PostForm>
        <Stack gap="sm">
          <Title order={2} id="change" size="h3">
            {t('establishment.change')}
          </Title>
          <FormErrors outcome={outcome} fields={fields} />
          <TextInput {...fieldProps(outcome, 'name', fields)} defaultValue={e.name} />
          <Group grow>
            <TextInput {...fieldProps(outcome, 'city', fields)} defaultValue={e.city ?? ''} />
            <TextInput
              {...fieldProps(outcome, 'phone', fields)}
              defaultValue={e.phone ?? ''}
              inputMode="tel"
            />
          </Group>
          <SubmitButton name="intent" value="change" variant="default" w="fit-content">
            {t('establishment.save')}
          </SubmitButton>
        </Stack>
      </PostForm>
    </Paper>
  )
}
