import { Button, Text } from '@mantine/core'
import { Form } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import type { ReferralHistory, ReferralPage } from '../queries/get-referral.server.ts'
import classes from './referrals.module.css'

/** Each change, by whom and when, with what was said to it. */
export function ReferralHistoryList({ history }: { history: ReferralHistory[] }) {
  const t = useTexts('referrals')
  const formats = useFormats()
  return (
    <ol className={classes.history}>
      {history.map(({ id, act, at, personName, establishmentName, note, scheduledFor }) => (
        <li key={id}>
          <strong>{t(`acts.${act}`, { date: scheduledFor ? formats.dateTime(scheduledFor) : '' })}</strong>
          <Text size="sm" c="dimmed">
            {formats.dateTime(at)} · {[personName, establishmentName].filter(Boolean).join(', ')}
          </Text>
          {note && <p className={classes.words}>{note}</p>}
        </li>
      ))}
    </ol>
  )
}

/** Why it was refused, and where to turn: what was written is not lost. */
export function RefusalCard({ referral: { refusal, isAsker, history } }: { referral: ReferralPage }) {
  const t = useTexts('referrals')
  const note = history.findLast(({ act }) => act === 'refuse')?.note
  return (
    <SummaryCard title={t('page.refused')}>
      <strong>{t(`reasons.${refusal!.reason}`)}</strong>
      {note && <p className={classes.words}>{note}</p>}
      {refusal!.redirect && (
        <Text>{t('page.redirect', { service: refusal!.redirect.name, house: refusal!.redirect.house })}</Text>
      )}
      {isAsker && (
        <Form method="post" data-print="no">
          <Button type="submit" name="intent" value="send_on" mt="xs">
            {refusal!.redirect ? t('page.sendOn') : t('page.ask')}
          </Button>
        </Form>
      )}
    </SummaryCard>
  )
}
