import { Alert, Stack, Text, Title } from '@mantine/core'
import { useMemo } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useChannel } from '#app/kernel/use-channel.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { IconShieldCheck } from '#app/ui/icons.ts'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { RowLink } from '#app/ui/row-link.tsx'
import { SeverityBadge } from '#app/ui/severity-badge.tsx'
import type { Glass } from '../queries/list-glass.server.ts'
import type { Unusual } from '../queries/list-unusual.server.ts'
import { OVERSIGHT_CHANGED } from '../realtime.ts'
import classes from './oversight.module.css'
import { OversightTabs } from './oversight-tabs.tsx'
import { UnusualTable } from './unusual-table.tsx'
import { useOversightWords } from './use-oversight-words.ts'

const column = columnsOf<Glass>()

type Props = { waiting: Glass[]; decided: Glass[]; unusual: Unusual[]; isSaved: boolean }

/** What waits for the officer's verdict, and what was decided lately. */
export function OversightPage({ waiting, decided, unusual, isSaved }: Props) {
  const t = useTexts('oversight')
  useChannel('oversight', {}, OVERSIGHT_CHANGED)
  return (
    <Page>
      <PageHeader title={t('queue.title')} hint={t('queue.hint')} />
      <OversightTabs />
      <Stack gap="md">
        {isSaved && (
          <Alert color="teal" role="status">
            {t('review.saved')}
          </Alert>
        )}
        <Title order={2}>{t('queue.glass')}</Title>
        <GlassTable caption={t('queue.glass')} rows={waiting} />
        <Title order={2}>{t('unusual.queue')}</Title>
        <UnusualTable rows={unusual} />
        {decided.length > 0 && (
          <>
            <Title order={2}>{t('queue.decided')}</Title>
            <GlassTable caption={t('queue.decided')} rows={decided} />
          </>
        )}
      </Stack>
    </Page>
  )
}

function GlassTable({ caption, rows }: { caption: string; rows: Glass[] }) {
  const t = useTexts('oversight')
  const formats = useFormats()
  const words = useOversightWords()
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor('personName', {
          header: t('queue.who'),
          cell: ({ row: { original: glass } }) => (
            <>
              <RowLink to={`/oversight/glass/${glass.id}`}>{glass.personName}</RowLink>
              <Text span visibleFrom="sm">
                {` · ${glass.establishmentName}`}
              </Text>
            </>
          ),
        }),
        column.accessor('patient', {
          header: t('queue.patient'),
          cell: (c) => words.patient(c.getValue()),
          meta: { isSecondary: true },
        }),
        column.accessor('category', {
          header: t('queue.category'),
          cell: (c) => t(`glass.categories.${c.getValue()}`),
          meta: { isSecondary: true },
        }),
        column.accessor('startedAt', {
          header: t('queue.when'),
          cell: (c) => <RelativeTime at={c.getValue()} />,
          meta: { isSecondary: true },
        }),
        column.accessor('dueAt', {
          header: t('queue.verdict'),
          cell: ({ row: { original: glass } }) =>
            glass.isLate ? (
              <SeverityBadge severity="critical" label={t('queue.late')} />
            ) : glass.verdict ? (
              <SeverityBadge
                severity={SEVERITY[glass.verdict]}
                label={t(`review.verdicts.${glass.verdict}`)}
              />
            ) : (
              <span className={classes.wrap}>{`${t('queue.due')} ${formats.date(glass.dueAt)}`}</span>
            ),
        }),
      ]),
    [t, words, formats],
  )
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows}
      rowId={(glass) => glass.id}
      empty={
        <EmptyState icon={IconShieldCheck} title={t('queue.none')}>
          {t('queue.noneText')}
        </EmptyState>
      }
    />
  )
}

const SEVERITY = { justified: 'fine', not_justified: 'critical', follow_up: 'watch' } as const
