import { Alert, Button, Checkbox, Group, NativeSelect, Stack, Text, Title } from '@mantine/core'
import { Link } from '@remix-run/react'
import { useState } from 'react'
import { formatDay } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome } from '#app/ui/form-errors.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { WEEKDAYS } from '../contract.ts'
import type { MutedPatient, NoticeSettings } from '../queries/get-settings.server.ts'
import { DEFAULT_TIMES } from '../rules.ts'
import classes from './settings-page.module.css'
import { TopicTable } from './topic-table.tsx'

type Props = {
  settings: NoticeSettings
  done: 'saved' | 'muted' | 'unmuted' | null
  outcome: FormOutcome
}

/** What one is told of, by which way, and when not. */
export function SettingsPage({ settings, done, outcome }: Props) {
  const t = useTexts('messaging')
  return (
    <Page>
      <PageHeader
        title={t('settings.title')}
        hint={t('settings.hint')}
        actions={
          <Button component={Link} to="/notices" variant="default">
            {t('settings.back')}
          </Button>
        }
      />
      <Stack gap="lg" maw={860}>
        {done && (
          <Alert color="teal" role="status">
            {t(`settings.done.${done}`)}
          </Alert>
        )}
        <PostForm>
          <input type="hidden" name="intent" value="save" />
          <Stack gap="lg">
            <FormErrors outcome={outcome} />
            <TopicTable channels={settings.channels} />
            <Times settings={settings} />
            <Group>
              <SubmitButton>{t('settings.save')}</SubmitButton>
            </Group>
          </Stack>
        </PostForm>
        <Muted patients={settings.muted} />
        <section id="why">
          <Title order={2} size="h4">
            {t('settings.why')}
          </Title>
          <Text mt={4}>{t('settings.whyText')}</Text>
        </section>
      </Stack>
    </Page>
  )
}

function Times({ settings }: { settings: NoticeSettings }) {
  const t = useTexts('messaging')
  const { digestHour, digestDays, quietFrom, quietUntil } = settings
  const [isQuiet, setQuiet] = useState(quietFrom !== null)
  return (
    <div className={classes.times}>
      <fieldset className={classes.group}>
        <legend>{t('settings.digest')}</legend>
        <Text size="sm" c="dimmed">
          {t('settings.digestHint')}
        </Text>
        <div className={classes.days}>
          {WEEKDAYS.map((day) => (
            <Checkbox
              key={day}
              name={`day${day}`}
              label={t(`settings.days.day${day}`)}
              defaultChecked={digestDays.includes(day)}
            />
          ))}
        </div>
        <HourField name="digestHour" label={t('settings.digestHour')} value={digestHour} />
      </fieldset>
      <fieldset className={classes.group}>
        <legend>{t('settings.quiet')}</legend>
        <Checkbox
          name="isQuiet"
          label={t('settings.quietOn')}
          description={t('settings.quietHint')}
          checked={isQuiet}
          onChange={(event) => setQuiet(event.currentTarget.checked)}
        />
        <Group gap="md">
          <HourField
            name="quietFrom"
            label={t('settings.quietFrom')}
            value={quietFrom ?? DEFAULT_TIMES.quietFrom}
          />
          <HourField
            name="quietUntil"
            label={t('settings.quietUntil')}
            value={quietUntil ?? DEFAULT_TIMES.quietUntil}
          />
        </Group>
      </fieldset>
    </div>
  )
}

function HourField({ name, label, value }: { name: string; label: string; value: number }) {
  const t = useTexts('messaging')
  return (
    <NativeSelect
      name={name}
      label={label}
      defaultValue={String(value)}
      w="7rem"
      data={Array.from({ length: 24 }, (_, hour) => ({
        value: String(hour),
        label: t('settings.hour', { hour }),
      }))}
    />
  )
}

function Muted({ patients }: { patients: MutedPatient[] }) {
  const t = useTexts('messaging')
  return (
    <section>
      <Title order={2} size="h4">
        {t('settings.muted')}
      </Title>
      <Text size="sm" c="dimmed" mt={4}>
        {t(patients.length > 0 ? 'settings.mutedHint' : 'settings.mutedNone')}
      </Text>
      {patients.length > 0 && (
        <ul className={classes.muted}>
          {patients.map(({ id, birthName, firstGivenName, birthDate }) => {
            const name = `${birthName.toLocaleUpperCase('fr')} ${firstGivenName}`
            return (
              <li key={id}>
                <span>
                  <strong>{name}</strong> {birthDate && formatDay(birthDate)}
                </span>
                <PostForm>
                  <input type="hidden" name="intent" value="unmute" />
                  <input type="hidden" name="patientId" value={id} />
                  <SubmitButton
                    variant="default"
                    size="compact-sm"
                    aria-label={t('settings.unmuteFor', { name })}
                  >
                    {t('settings.unmute')}
                  </SubmitButton>
                </PostForm>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}
