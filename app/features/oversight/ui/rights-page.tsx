import { Button, Stack, Text, Title } from '@mantine/core'
import { Link } from '@remix-run/react'
import { useMemo } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { IconExternalLink, IconPrinter } from '#app/ui/icons.ts'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import type { WatchedPatient } from '../queries/trail-rows.server.ts'
import type { Right } from '../queries/watched-patient.server.ts'
import classes from './oversight.module.css'
import { OversightTabs } from './oversight-tabs.tsx'
import { useOversightWords } from './use-oversight-words.ts'

type Props = { patient: WatchedPatient; now: Right[]; before: Right[] }

/** Who may open this patient now and why, who could before; and the log, for the patient who asks. */
export function RightsPage({ patient, now, before }: Props) {
  const t = useTexts('oversight')
  const words = useOversightWords()
  const here = `/oversight/patients/${patient.id}`
  return (
    <Page>
      <PageHeader
        title={t('access.title')}
        hint={words.patient(patient)}
        actions={
          <>
            <Button component={Link} to={`/oversight/trail?patient=${patient.id}`} variant="default">
              {t('access.trail')}
            </Button>
            <Button
              component="a"
              href={`${here}/log.csv`}
              download
              variant="default"
              leftSection={<IconExternalLink size={16} aria-hidden />}
            >
              {t('access.export')}
            </Button>
            <Button component={Link} to={`${here}/log`} leftSection={<IconPrinter size={16} aria-hidden />}>
              {t('access.print')}
            </Button>
          </>
        }
      />
      <OversightTabs />
      <Stack gap="md">
        <Text c="dimmed">{t('access.sealed')}</Text>
        <Title order={2}>{t('access.now')}</Title>
        <RightTable caption={t('access.now')} rights={now} />
        {before.length > 0 && (
          <>
            <Title order={2}>{t('access.before')}</Title>
            <RightTable caption={t('access.before')} rights={before} />
          </>
        )}
      </Stack>
    </Page>
  )
}

const column = columnsOf<Right>()
const BASES = [
  'own_file',
  'declared_gp',
  'designation',
  'care_circle',
  'referral',
  'board_case',
  'transfer',
  'stay',
  'proxy',
  'patient',
  'break_glass',
] as const

function RightTable({ caption, rights }: { caption: string; rights: Right[] }) {
  const t = useTexts('oversight')
  const formats = useFormats()
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor('who', {
          header: t('access.who'),
          cell: ({ row: { original: right } }) => (
            <span className={classes.wrap}>
              {right.isHouse ? t('access.staffOf', { name: right.who }) : right.who}
            </span>
          ),
        }),
        column.accessor('basis', {
          header: t('access.why'),
          cell: (c) => (
            <span className={classes.wrap}>
              {t(`access.bases.${BASES.find((basis) => basis === c.getValue()) ?? 'other'}`)}
            </span>
          ),
        }),
        column.accessor('reach', {
          header: t('access.reach'),
          cell: (c) => t(`access.reaches.${c.getValue()}`),
          meta: { isSecondary: true },
        }),
        column.accessor('since', {
          header: t('access.since'),
          cell: (c) => formats.date(c.getValue()),
          meta: { isSecondary: true },
        }),
        column.accessor('until', {
          header: t('access.until'),
          cell: (c) => (c.getValue() ? formats.dateTime(c.getValue()!) : t('access.noEnd')),
          meta: { isSecondary: true },
        }),
      ]),
    [t, formats],
  )
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rights}
      rowId={(right) => right.key}
      empty={<EmptyState title={t('access.none')}>{t('access.noneText')}</EmptyState>}
    />
  )
}
