import { Alert, Stack } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import type { FormOutcome } from '#app/ui/form-errors.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import type { Verdict } from '../contract.ts'
import classes from './oversight.module.css'
import { ReviewForm } from './review-form.tsx'

type Reviewed = {
  id: string
  version: number
  verdict: Verdict | null
  comment: string | null
  reviewerName: string | null
  reviewedAt: string | null
}
type Props = { of: Reviewed; isOwn: boolean; outcome: FormOutcome }

/** The verdict that was given, and the form for one as long as none is final. */
export function VerdictCard({ of, isOwn, outcome }: Props) {
  const t = useTexts('oversight')
  const formats = useFormats()
  const isFinal = of.verdict !== null && of.verdict !== 'follow_up'
  return (
    <SummaryCard title={t('review.verdict')}>
      <Stack gap="sm">
        {of.verdict && (
          <>
            <strong>{t(`review.verdicts.${of.verdict}`)}</strong>
            <span>
              {t('review.given', {
                name: of.reviewerName ?? '',
                date: of.reviewedAt ? formats.dateTime(of.reviewedAt) : '',
              })}
            </span>
            <blockquote className={classes.quote}>{of.comment}</blockquote>
          </>
        )}
        {isOwn && <Alert color="gray">{t('review.own')}</Alert>}
        {!isOwn && !isFinal && <ReviewForm of={of} outcome={outcome} />}
      </Stack>
    </SummaryCard>
  )
}
