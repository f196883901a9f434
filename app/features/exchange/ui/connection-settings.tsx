import { Button, Checkbox, Group, NativeSelect, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { PostForm } from '#app/ui/post-form.tsx'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import type { ConnectionPage } from '../queries/get-connection.server.ts'
import classes from './connection-page.module.css'
import { SenderFields } from './sender-fields.tsx'

/** ISO: Monday is 1. */
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

type Props = ConnectionPage & { mayResolve: boolean; mayDeclare: boolean }

/** How the interface is kept: alarm, hours, retention, initial load, tokens. */
export function ConnectionSettings(props: Props) {
  return (
    <div className={classes.two}>
      <SenderCard {...props} />
      <AlarmAndLoad {...props} />
      <HoursAndRetention {...props} />
      <Tokens {...props} />
    </div>
  )
}

function SenderCard({ sender, mayDeclare }: Props) {
  const t = useTexts('exchange')
  return (
    <SummaryCard title={t('sender.title')}>
      <PostForm>
        <Stack gap="sm">
          <SenderFields sender={sender} disabled={!mayDeclare} />
          {mayDeclare && (
            <Group justify="flex-end">
              <SubmitButton name="intent" value="describe">
                {t('save')}
              </SubmitButton>
            </Group>
          )}
        </Stack>
      </PostForm>
    </SummaryCard>
  )
}

function AlarmAndLoad({ silence, settings, mayResolve }: Props) {
  const t = useTexts('exchange')
  return (
    <SummaryCard title={t('thisConnection')}>
      <PostForm>
        <Stack gap="sm">
          <NumberInput
            name="silenceMinutes"
            label={t('silenceMinutes')}
            description={t('silenceHint')}
            defaultValue={silence.minutes ?? ''}
            min={5}
            max={10080}
            allowDecimal={false}
            disabled={!mayResolve}
          />
          <NativeSelect
            name="mode"
            label={t('mode')}
            defaultValue={settings.mode}
            disabled={!mayResolve}
            description={t('modeHint')}
            data={[
              { value: 'live', label: t('modes.live') },
              { value: 'initial_load', label: t('modes.initial_load') },
            ]}
          />
          <NumberInput
            name="loadRate"
            label={t('loadRate')}
            defaultValue={settings.loadRate}
            min={1}
            max={1000}
            allowDecimal={false}
            disabled={!mayResolve}
          />
          {mayResolve && (
            <Group justify="flex-end">
              <SubmitButton name="intent" value="save">
                {t('save')}
              </SubmitButton>
            </Group>
          )}
        </Stack>
      </PostForm>
    </SummaryCard>
  )
}

function HoursAndRetention({ settings, zone, mayResolve }: Props) {
  const t = useTexts('exchange')
  const [days, setDays] = useState(() => settings.workingDays.split(''))
  return (
    <SummaryCard title={t('establishment')}>
      <PostForm>
        <Stack gap="sm">
          <Checkbox.Group label={t('workingDays')} value={days} onChange={setDays}>
            <div className={classes.days}>
              {DAYS.map((day, i) => (
                <Checkbox key={day} value={String(i + 1)} label={t(`days.${day}`)} disabled={!mayResolve} />
              ))}
            </div>
          </Checkbox.Group>
          <input type="hidden" name="workingDays" value={[...days].sort().join('')} />
          <Group grow>
            <TextInput
              type="time"
              name="workingFrom"
              label={t('workingFrom')}
              defaultValue={settings.workingFrom}
              disabled={!mayResolve}
            />
            <TextInput
              type="time"
              name="workingUntil"
              label={t('workingUntil')}
              defaultValue={settings.workingUntil}
              disabled={!mayResolve}
            />
          </Group>
          <NumberInput
            name="keepMessagesDays"
            label={t('keepDays')}
            description={t('keepHint')}
            defaultValue={settings.keepMessagesDays}
            min={7}
            max={3650}
            allowDecimal={false}
            disabled={!mayResolve}
          />
          <Text size="sm" c="dimmed">
            {t('zone', { zone })}
          </Text>
          {mayResolve && (
            <Group justify="flex-end">
              <SubmitButton name="intent" value="saveSettings">
                {t('save')}
              </SubmitButton>
            </Group>
          )}
        </Stack>
      </PostForm>
    </SummaryCard>
  )
}

function Tokens({ tokens, mayResolve }: Props) {
  const t = useTexts('exchange')
  const formats = useFormats()
  const [chosen, setChosen] = useState<string | null>(null)
  return (
    <SummaryCard title={t('tokens')} count={tokens.length}>
      <Text size="sm">{t('tokensText')}</Text>
      <ul className={classes.plain}>
        {tokens.map(({ id, label, hint, createdAt, lastUsedAt }) => (
          <li key={id} className={classes.line}>
            <span className={classes.grow}>
              {label} <span className={classes.dim}>…{hint}</span>
              <br />
              <span className={classes.dim}>
                {t('tokenMade', { date: formats.date(createdAt) })} ·{' '}
                {lastUsedAt ? (
                  <>
                    {t('tokenUsed')} <RelativeTime at={lastUsedAt} />
                  </>
                ) : (
                  t('tokenUnused')
                )}
              </span>
            </span>
            {mayResolve &&
              (chosen === id ? (
                <PostForm onSubmit={() => setChosen(null)}>
                  <input type="hidden" name="tokenId" value={id} />
                  <SubmitButton name="intent" value="revokeToken" size="compact-sm" color="red">
                    {t('revokeConfirm')}
                  </SubmitButton>
                </PostForm>
              ) : (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="red"
                  onClick={() => setChosen(id)}
                  aria-label={`${t('revoke')}\u00A0: ${label}`}
                >
                  {t('revoke')}
                </Button>
              ))}
          </li>
        ))}
      </ul>
      {mayResolve && (
        <PostForm>
          <Group align="end" gap="xs">
            <TextInput name="label" label={t('tokenLabel')} required maxLength={80} style={{ flex: 1 }} />
            <SubmitButton name="intent" value="createToken" variant="light">
              {t('createToken')}
            </SubmitButton>
          </Group>
        </PostForm>
      )}
    </SummaryCard>
  )
}
