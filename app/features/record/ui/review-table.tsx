import { Text } from '@mantine/core'
import { useMemo } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { IconShieldCheck } from '#app/ui/icons.ts'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { RowLink } from '#app/ui/row-link.tsx'
import { type Severity, SeverityBadge } from '#app/ui/severity-badge.tsx'
import type { ReviewReason } from '../contract.ts'
import type { ReviewLine } from '../queries/review-identities.server.ts'
import { useIdentityWords } from './use-identity-words.ts'

const column = columnsOf<ReviewLine>()

/** A number on two people endangers both; a likeness waits to be looked at. */
const SEVERITY: Record<ReviewReason, Severity> = {
  ins_with_other_traits: 'critical',
  ins_known_elsewhere: 'watch',
  differs_from_regional: 'watch',
  strict_trait_changed: 'watch',
  same_traits: 'information',
}

/** Both identities on one line, why they wait, since when. */
export function ReviewTable({ reviews }: { reviews: ReviewLine[] }) {
  const t = useTexts('record')
  const { line } = useIdentityWords()
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor('file', {
          header: t('identities.who'),
          cell: ({ row: { original: review } }) => (
            <span title={t('move.localId', { localId: review.localId })}>
              <RowLink to={`/vigilance/${review.id}`}>{line(review.file)}</RowLink>
              <Text hiddenFrom="sm" size="sm">
                <SeverityBadge
                  severity={SEVERITY[review.reason]}
                  label={t(`identities.reasons.${review.reason}`)}
                />
              </Text>
            </span>
          ),
        }),
        column.accessor('other', {
          header: t('identities.other'),
          cell: (c) => line(c.getValue()),
          meta: { isSecondary: true },
        }),
        column.accessor('reason', {
          header: t('identities.why'),
          cell: (c) => (
            <SeverityBadge
              severity={SEVERITY[c.getValue()]}
              label={t(`identities.reasons.${c.getValue()}`)}
            />
          ),
          meta: { isSecondary: true },
        }),
        column.accessor('openedAt', {
          header: t('identities.since'),
          cell: ({ row: { original: review } }) => (
            <>
              <RelativeTime at={review.openedAt} /> ·{' '}
              {t('identities.timesCount', { count: review.occurrences })}
            </>
          ),
          meta: { isSecondary: true },
        }),
      ]),
    [t, line],
  )
  return (
    <DataTable
      caption={t('identities.queue')}
      columns={columns}
      rows={reviews}
      rowId={(review) => review.id}
      empty={
        <EmptyState icon={IconShieldCheck} title={t('identities.none')}>
          {t('identities.noneText')}
        </EmptyState>
      }
    />
  )
}
