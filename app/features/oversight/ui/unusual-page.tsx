import { Anchor, Stack, Text, Title } from '@mantine/core'
import { Link } from '@remix-run/react'
import { formatDay } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import type { FormOutcome } from '#app/ui/form-errors.tsx'
import { KeyValues } from '#app/ui/key-values.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import type { Unusual } from '../queries/list-unusual.server.ts'
import type { TrailRow, WatchedPatient } from '../queries/trail-rows.server.ts'
import classes from './oversight.module.css'
import { OversightTabs } from './oversight-tabs.tsx'
import { TrailTable } from './trail-table.tsx'
import { useOversightWords } from './use-oversight-words.ts'
import { VerdictCard } from './verdict-card.tsx'

type Props = {
  unusual: Unusual
  done: TrailRow[]
  patients: WatchedPatient[]
  isOwn: boolean
  outcome: FormOutcome
}

/** What the rule saw, what the person did, and the officer's verdict. */
export function UnusualPage({ unusual, done, patients, isOwn, outcome }: Props) {
  const t = useTexts('oversight')
  const formats = useFormats()
  const words = useOversightWords()
  return (
    <Page>
      <PageHeader
        title={t('unusual.title')}
        hint={`${unusual.personName} · ${t(`unusual.rules.${unusual.rule}`)}`}
        actions={
          <Anchor component={Link} to="/oversight">
            {t('review.back')}
          </Anchor>
        }
      />
      <OversightTabs />
      <div className={classes.twoColumns}>
        <Stack gap="md">
          <SummaryCard title={t('unusual.facts')}>
            <Text mb="xs">{t(`unusual.rulesText.${unusual.rule}`)}</Text>
            <KeyValues
              items={[
                [t('review.person'), unusual.personName],
                [t('review.at'), unusual.establishmentName],
                ...(unusual.patients === null
                  ? ([[t('review.patient'), words.patient(unusual.patient)]] as [string, string][])
                  : ([
                      [t('unusual.day'), formatDay(unusual.day ?? '')],
                      [t('unusual.patients'), formats.number(unusual.patients)],
                      [t('unusual.usual'), formats.number(unusual.usual ?? 0)],
                    ] as [string, string][])),
                [t('unusual.first'), formats.dateTime(unusual.firstAt)],
                [t('unusual.last'), formats.dateTime(unusual.lastAt)],
              ]}
            />
          </SummaryCard>
          <Title order={2}>{t('unusual.done')}</Title>
          <TrailTable
            rows={done}
            caption={t('unusual.done')}
            patients={patients}
            withPatient={unusual.patients !== null}
            withPerson={false}
            empty={<EmptyState title={t('trail.none')}>{t('trail.noneText')}</EmptyState>}
          />
          <Anchor component={Link} to={`/oversight/trail?person=${unusual.personId}`} w="fit-content">
            {t('unusual.trail')}
          </Anchor>
        </Stack>
        <VerdictCard of={unusual} isOwn={isOwn} outcome={outcome} />
      </div>
    </Page>
  )
}
