import { Stack, Text, Title } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import type { MergePreview, Review } from '../queries/review-identities.server.ts'
import { DecideDialog } from './decide-dialog.tsx'
import { MergeMoves } from './merge-moves.tsx'
import classes from './review-actions.module.css'

/** What can be answered to this question; each answer says what it does before it is given. */
export function ReviewActions({ review, preview }: { review: Review; preview: MergePreview | null }) {
  const t = useTexts('record')
  const of = { reviewId: review.id }
  const answer = (intent: 'attach' | 'keepApart' | 'accept' | 'refuse' | 'keepLinked' | 'separate') => ({
    label: t(`review.${intent}`),
    title: t(`review.${intent}`),
    text: t(`review.${intent}Text`),
    confirm: t(`review.${intent}`),
  })
  const settle = (accept: boolean) => ({ intent: 'settle', fields: { ...of, accept: String(accept) } })
  const choices = review.other
    ? [
        <DecideDialog key="attach" {...answer('attach')} intent="attach" fields={of} />,
        <DecideDialog key="apart" {...answer('keepApart')} intent="keepApart" fields={of} />,
        preview && (
          <DecideDialog
            key="merge"
            label={`${t('review.merge')}…`}
            title={t('review.merge')}
            text={t('review.mergeText')}
            confirm={t('review.mergeConfirm')}
            intent="merge"
            fields={{ fromPatientId: preview.from.patientId, toPatientId: preview.to.patientId }}
            refused={preview.refused}
          >
            <MergeMoves preview={preview} />
          </DecideDialog>
        ),
      ]
    : review.reason === 'strict_trait_changed'
      ? [
          <DecideDialog key="accept" {...answer('accept')} {...settle(true)} />,
          <DecideDialog key="refuse" {...answer('refuse')} {...settle(false)} />,
        ]
      : [
          <DecideDialog key="linked" {...answer('keepLinked')} {...settle(true)} />,
          <DecideDialog key="separate" {...answer('separate')} {...settle(false)} />,
        ]
  const texts = review.other
    ? (['attachText', 'keepApartText', 'mergeText'] as const)
    : review.reason === 'strict_trait_changed'
      ? (['acceptText', 'refuseText'] as const)
      : (['keepLinkedText', 'separateText'] as const)
  return (
    <section aria-label={t('review.actions')}>
      <Title order={2} mb="xs">
        {t('review.actions')}
      </Title>
      <ul className={classes.choices}>
        {choices.map((choice, i) => (
          <Stack component="li" key={texts[i]} gap={4} align="flex-start" className={classes.choice}>
            {choice}
            <Text size="sm" c="dimmed">
              {t(`review.${texts[i]!}`)}
            </Text>
          </Stack>
        ))}
      </ul>
    </section>
  )
}
