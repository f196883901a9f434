import { Alert, Button, Checkbox, Group, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { Form } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { FormErrors, type FormOutcome } from '#app/ui/form-errors.tsx'
import { IconX } from '#app/ui/icons.ts'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import type { getServices, KeptService } from '../queries/list-services.server.ts'
import classes from './referrals.module.css'
import { ResponseTimes } from './response-times.tsx'

type Kept = Awaited<ReturnType<typeof getServices>>

/** For who runs the house: who takes requests, who opens them, and how long askers wait. */
export function ServicesPage({ kept, outcome }: { kept: Kept; outcome: FormOutcome }) {
  const t = useTexts('referrals')
  const fields = { name: { label: t('services.name'), error: t('services.nameMissing') } }
  return (
    <Page>
      <PageHeader title={t('services.title')} hint={t('services.hint')} />
      <Stack gap="md">
        {outcome?.ok && (
          <Alert color="teal" variant="outline" role="status">
            {t('services.done')}
          </Alert>
        )}
        <FormErrors outcome={outcome} fields={fields} />
        {kept.services.length === 0 && (
          <EmptyState title={t('services.none')}>{t('services.noneText')}</EmptyState>
        )}
        {kept.services.map((service) => (
          <SummaryCard key={service.id} title={service.name}>
            <div className={classes.columns}>
              <Members service={service} colleagues={kept.colleagues} />
              <div>
                <ResponseTimes
                  figures={kept.figures.filter(({ serviceId }) => serviceId === service.id)}
                  months={kept.months}
                />
                <Settings service={service} />
              </div>
            </div>
          </SummaryCard>
        ))}
        <SummaryCard title={t('services.open')}>
          <PostForm key={kept.services.length}>
            <ServiceFields />
            <SubmitButton name="intent" value="open">
              {t('services.open')}
            </SubmitButton>
          </PostForm>
        </SummaryCard>
      </Stack>
    </Page>
  )
}

function Members({ service, colleagues }: { service: KeptService; colleagues: Kept['colleagues'] }) {
  const t = useTexts('referrals')
  const others = colleagues.filter(({ id }) => !service.members.some((member) => member.id === id))
  const roleOf = (role: string) => t(`services.roles.${role as 'doctor'}`)
  return (
    <Stack gap="xs">
      {service.closedAt && <Text fw={600}>{t('services.closed')}</Text>}
      {service.about && <Text>{service.about}</Text>}
      <Text fw={600}>{t('services.members')}</Text>
      {service.members.length === 0 && <Text c="dimmed">{t('services.membersNone')}</Text>}
      <ul className={classes.members}>
        {service.members.map(({ id, name, role, isDeputy }) => (
          <li key={id}>
            {name}
            <Text span c="dimmed">
              {[role && roleOf(role), isDeputy && t('services.deputy')].filter(Boolean).join(', ')}
            </Text>
            <Form method="post">
              <input type="hidden" name="serviceId" value={service.id} />
              <input type="hidden" name="personId" value={id} />
              <Button
                type="submit"
                name="intent"
                value="leave"
                size="compact-xs"
                variant="subtle"
                color="gray"
                aria-label={t('services.leave', { name })}
              >
                <IconX size={14} aria-hidden />
              </Button>
            </Form>
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <PostForm>
          <input type="hidden" name="serviceId" value={service.id} />
          <div className={classes.attach}>
            <NativeSelect
              name="personId"
              label={t('services.person')}
              data={others.map(({ id, name, role }) => ({ value: id, label: `${name}, ${roleOf(role)}` }))}
            />
            <Checkbox name="isDeputy" value="on" label={t('services.isDeputy')} mb="xs" />
            <SubmitButton name="intent" value="join" variant="default">
              {t('services.join')}
            </SubmitButton>
          </div>
        </PostForm>
      )}
    </Stack>
  )
}

function Settings({ service }: { service: KeptService }) {
  const t = useTexts('referrals')
  return (
    <details>
      <summary>{t('services.change')}</summary>
      <PostForm>
        <input type="hidden" name="serviceId" value={service.id} />
        <ServiceFields service={service} />
        <Group gap="sm">
          <SubmitButton name="intent" value="change">
            {t('services.save')}
          </SubmitButton>
          <Button type="submit" name="intent" value={service.closedAt ? 'reopen' : 'close'} variant="default">
            {service.closedAt ? t('services.reopen') : t('services.close')}
          </Button>
        </Group>
      </PostForm>
    </details>
  )
}

function ServiceFields({ service }: { service?: KeptService }) {
  const t = useTexts('referrals')
  return (
    <Stack gap="sm" maw="40rem" mb="sm">
      <TextInput
        name="name"
        label={t('services.name')}
        defaultValue={service?.name}
        required
        maxLength={120}
        autoComplete="off"
      />
      <Textarea
        name="about"
        label={t('services.about')}
        defaultValue={service?.about}
        maxLength={1_000}
        minRows={2}
        autosize
      />
      <Checkbox
        name="takesAdvice"
        value="on"
        label={t('services.takesAdvice')}
        defaultChecked={service?.takesAdvice ?? true}
      />
      <Checkbox
        name="takesReferrals"
        value="on"
        label={t('services.takesReferrals')}
        defaultChecked={service?.takesReferrals ?? true}
      />
    </Stack>
  )
}
