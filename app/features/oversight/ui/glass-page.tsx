import { Anchor, Stack, Title } from '@mantine/core'
import { Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import type { FormOutcome } from '#app/ui/form-errors.tsx'
import { KeyValues } from '#app/ui/key-values.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import type { Glass } from '../queries/list-glass.server.ts'
import type { TrailRow } from '../queries/trail-rows.server.ts'
import classes from './oversight.module.css'
import { OversightTabs } from './oversight-tabs.tsx'
import { TrailTable } from './trail-table.tsx'
import { useOversightWords } from './use-oversight-words.ts'
import { VerdictCard } from './verdict-card.tsx'

type Props = { glass: Glass; done: TrailRow[]; isOwn: boolean; outcome: FormOutcome }

/** One opening: who, whom, why, what was read under it; and the officer's verdict. */
export function GlassPage({ glass, done, isOwn, outcome }: Props) {
  const t = useTexts('oversight')
  const formats = useFormats()
  const words = useOversightWords()
  return (
    <Page>
      <PageHeader
        title={t('review.title')}
        hint={`${glass.personName} · ${words.patient(glass.patient)}`}
        actions={
          <Anchor component={Link} to="/oversight">
            {t('review.back')}
          </Anchor>
        }
      />
      <OversightTabs />
      <div className={classes.twoColumns}>
        <Stack gap="md">
          <SummaryCard title={t('review.facts')}>
            <KeyValues
              items={[
                [t('review.person'), glass.personName],
                [t('review.at'), glass.establishmentName],
                [t('review.patient'), words.patient(glass.patient)],
                [t('review.foundBy'), t(`glass.keys.${glass.foundBy}`)],
                [t('review.from'), formats.dateTime(glass.startedAt)],
                [
                  t('review.until'),
                  glass.endedAt
                    ? formats.dateTime(glass.endedAt)
                    : t('review.open', { time: formats.dateTime(glass.endsAt) }),
                ],
                [t('glass.category'), t(`glass.categories.${glass.category}`)],
              ]}
            />
          </SummaryCard>
          <SummaryCard title={t('review.reason')}>
            <blockquote className={classes.quote}>{glass.reason}</blockquote>
          </SummaryCard>
          <Title order={2}>{t('review.done')}</Title>
          <TrailTable
            rows={done}
            caption={t('review.done')}
            patients={[]}
            withPatient={false}
            withPerson={false}
            empty={<EmptyState title={t('review.doneNone')}>{t('trail.noneText')}</EmptyState>}
          />
          {glass.patient && (
            <Anchor component={Link} to={`/oversight/trail?patient=${glass.patient.id}`} w="fit-content">
              {t('review.trail')}
            </Anchor>
          )}
        </Stack>
        <VerdictCard of={glass} isOwn={isOwn} outcome={outcome} />
      </div>
    </Page>
  )
}
