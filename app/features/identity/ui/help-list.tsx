import { List, Text } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import type { SupportView } from '../contract.ts'

/** Helps that were asked for or given, the latest first: who, when, why. */
export function HelpList({ help }: { help: SupportView[] }) {
  const t = useTexts('identity')
  const { dateTime, time } = useFormats()
  if (help.length === 0) return <Text c="dimmed">{t('support.noneYet')}</Text>
  const lineOf = ({ name, beganAt, askedAt, endedAt, expiresAt }: SupportView) =>
    beganAt
      ? t('support.line', { name: name ?? '', from: dateTime(beganAt), until: time(endedAt ?? expiresAt) })
      : t('support.unused', { at: dateTime(askedAt) })
  return (
    <List spacing={4}>
      {help.map((one) => (
        <List.Item key={one.id}>
          {lineOf(one)}
          {one.reason && (
            <Text span c="dimmed">
              {' '}
              {one.reason}
            </Text>
          )}
        </List.Item>
      ))}
    </List>
  )
}
