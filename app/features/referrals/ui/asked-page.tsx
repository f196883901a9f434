import { Button } from '@mantine/core'
import { Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useChannel } from '#app/kernel/use-channel.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { ASKED_FILTERS } from '../contract.ts'
import type { Asked } from '../queries/list-asked.server.ts'
import { REFERRALS_CHANGED } from '../realtime.ts'
import { ReferralTable } from './referral-table.tsx'
import { ReferralTabs, ServicesLink, ShownLinks } from './referral-tabs.tsx'

type Props = { asked: Asked; may: { ask: boolean; keep: boolean }; mayCreate: boolean }

/** What one has asked, and how far it is; it moves by itself. */
export function AskedPage({ asked, may, mayCreate }: Props) {
  const t = useTexts('referrals')
  useChannel('referrals', {}, REFERRALS_CHANGED)
  return (
    <Page>
      <PageHeader
        title={t('mine.title')}
        hint={t('mine.hint')}
        actions={
          <>
            {may.keep && <ServicesLink />}
            {mayCreate && (
              <Button component={Link} to="/referrals/new">
                {t('fresh.button')}
              </Button>
            )}
          </>
        }
      />
      <ReferralTabs hasQueue={asked.hasQueue} hasAsked={may.ask} shown="mine" />
      <ShownLinks
        label={t('columns.state')}
        param="show"
        current={asked.query.show}
        options={ASKED_FILTERS.map((value) => ({ value, label: t(`mine.filters.${value}`) }))}
      />
      <ReferralTable
        caption={t('mine.caption')}
        side="service"
        rows={asked.rows}
        page={asked.page}
        count={asked.count}
        empty={<EmptyState title={t('mine.none')}>{t('mine.noneText')}</EmptyState>}
      />
    </Page>
  )
}
