import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { KeyValues } from '#app/ui/key-values.tsx'
import { CardGrid } from '#app/ui/page.tsx'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { StatCard, SummaryCard } from '#app/ui/summary-card.tsx'

type Feed = {
  id: string
  name: string
  lastReceivedAt: string | null
  waiting: number
  blocked: number
  filedToday: number
}

/** Whether messages come in, and what waits for a person. */
export function FeedsToday({ feeds }: { feeds: Feed[] }) {
  const t = useTexts('shell')
  if (feeds.length === 0) return <EmptyState title={t('home.noFeed')}>{t('home.noFeedText')}</EmptyState>
  return (
    <CardGrid>
      {feeds.map((feed) => (
        <SummaryCard
          key={feed.id}
          title={feed.name}
          more={{ to: `/exchange?connection=${feed.id}`, label: t('home.open') }}
        >
          <KeyValues
            items={[
              [t('home.lastReceived'), feed.lastReceivedAt && <RelativeTime at={feed.lastReceivedAt} />],
              [t('home.waiting'), feed.waiting],
              [t('home.blocked'), feed.blocked],
              [t('home.filedToday'), feed.filedToday],
            ]}
          />
        </SummaryCard>
      ))}
    </CardGrid>
  )
}

type Region = {
  establishments: number
  professionals: number
  waiting: { value: number; isMore: boolean }
  parked: unknown[]
  hasMoreParked: boolean
}

/** How large the region is, and whether what happens in it gets through. */
export function RegionToday({ region }: { region: Region }) {
  const t = useTexts('shell')
  const { number } = useFormats()
  const { establishments, professionals, waiting, parked, hasMoreParked } = region
  return (
    <CardGrid>
      <StatCard label={t('home.establishments')} value={number(establishments)} to="/region" />
      <StatCard label={t('home.professionals')} value={number(professionals)} to="/region" />
      <StatCard
        label={t('home.eventsWaiting')}
        value={number(waiting.value) + (waiting.isMore ? '+' : '')}
        to="/region"
      />
      <StatCard
        label={t('home.eventsParked')}
        value={number(parked.length) + (hasMoreParked ? '+' : '')}
        to="/region"
      />
    </CardGrid>
  )
}

/** How many questions of identity wait for a decision. */
export function VigilanceToday({ reviews }: { reviews: { value: number; isMore: boolean } }) {
  const t = useTexts('shell')
  const { number } = useFormats()
  return (
    <CardGrid>
      <StatCard
        label={t('home.reviewsWaiting')}
        value={number(reviews.value) + (reviews.isMore ? '+' : '')}
        to="/vigilance"
      />
    </CardGrid>
  )
}

/** What waits for the privacy officer's verdict. */
export function OversightToday({ waiting }: { waiting: { glass: number; late: number; unusual: number } }) {
  const t = useTexts('shell')
  const { number } = useFormats()
  return (
    <CardGrid>
      <StatCard label={t('home.glassWaiting')} value={number(waiting.glass)} to="/oversight" />
      <StatCard label={t('home.unusualWaiting')} value={number(waiting.unusual)} to="/oversight" />
      <StatCard label={t('home.glassLate')} value={number(waiting.late)} to="/oversight" />
    </CardGrid>
  )
}
