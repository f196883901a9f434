import { Button, SimpleGrid, Stack } from '@mantine/core'
import { Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import type { Outcome } from '#app/kernel/route.server.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { SeverityBadge } from '#app/ui/severity-badge.tsx'
import { StatCard } from '#app/ui/summary-card.tsx'
import type { EventFlow } from '../queries/get-event-flow.server.ts'
import type { RegionView } from '../queries/get-region.server.ts'
import type { EstablishmentPage } from '../queries/list-establishments.server.ts'
import { EstablishmentTable } from './establishment-table.tsx'
import { FlowOfEvents } from './flow-of-events.tsx'

type Props = {
  region: RegionView
  flow: EventFlow
  search: string
  isClosed: boolean
  establishments: EstablishmentPage
  outcome: Outcome<void> | undefined
}

/** The region at a glance, whether what happens in it gets through, and who is part of it. */
export function RegionPage({ region, flow, search, isClosed, establishments, outcome }: Props) {
  const t = useTexts('regions')
  const formats = useFormats()
  const capped = (value: number, isMore: boolean) =>
    isMore ? t('figures.moreThan', { number: formats.number(value) }) : formats.number(value)
  return (
    <Page>
      <PageHeader
        title={region.name}
        hint={t('intro', { timeZone: region.timeZone, code: region.code })}
        actions={
          <>
            {region.isTest && <SeverityBadge severity="information" label={t('testRegion')} />}
            <Button component={Link} to="/region/charter" variant="default">
              {t('charter')}
            </Button>
          </>
        }
      />
      <Stack gap="lg">
        <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm" verticalSpacing="sm">
          <StatCard label={t('figures.establishments')} value={formats.number(region.establishments)} />
          <StatCard label={t('figures.professionals')} value={formats.number(region.professionals)} />
          <StatCard label={t('figures.waiting')} value={capped(flow.waiting.value, flow.waiting.isMore)} />
          <StatCard label={t('figures.parked')} value={capped(flow.parked.length, flow.hasMoreParked)} />
        </SimpleGrid>
        <FlowOfEvents flow={flow} outcome={outcome} />
        <EstablishmentTable page={establishments} search={search} isClosed={isClosed} />
      </Stack>
    </Page>
  )
}
