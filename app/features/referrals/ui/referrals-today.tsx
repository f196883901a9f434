import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { CardGrid } from '#app/ui/page.tsx'
import { StatCard } from '#app/ui/summary-card.tsx'
import type { ReferralCounts } from '../queries/count-referrals.server.ts'

/** What waits in one's services, and what moves of what one asked. Nothing for who has neither. */
export function ReferralsToday({ counts: { queue, asked } }: { counts: ReferralCounts }) {
  const t = useTexts('referrals')
  const { number } = useFormats()
  if (!queue && !asked) return null
  return (
    <CardGrid>
      {queue && (
        <>
          <StatCard label={t('home.waiting')} value={number(queue.waiting)} to="/referrals?show=new" />
          <StatCard label={t('home.late')} value={number(queue.late)} to="/referrals?show=late" />
        </>
      )}
      {asked && (
        <>
          <StatCard label={t('home.open')} value={number(asked.open)} to="/referrals?view=mine&show=open" />
          <StatCard
            label={t('home.infoAsked')}
            value={number(asked.infoAsked)}
            to="/referrals?view=mine&show=open"
          />
          <StatCard
            label={t('home.answered')}
            value={number(asked.answered)}
            to="/referrals?view=mine&show=answered"
          />
        </>
      )}
    </CardGrid>
  )
}
