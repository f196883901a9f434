import { Text } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { KeyValues } from '#app/ui/key-values.tsx'
import type { MergePreview } from '../queries/review-identities.server.ts'
import { useIdentityWords } from './use-identity-words.ts'

/** What a merge would move, in figures, and who the patient would be. (API-09) */
export function MergeMoves({ preview: { from, to, result } }: { preview: MergePreview }) {
  const t = useTexts('record')
  const words = useIdentityWords()
  const status = words.trait(result, 'identityStatus')
  return (
    <section aria-label={t('review.preview')}>
      <KeyValues
        items={[
          [t('review.previewFrom'), words.line(from.traits)],
          [t('review.previewTo'), words.line(to.traits)],
          [t('review.previewResult'), `${words.line(result)} · ${status}`],
        ]}
      />
      <ul>
        <li>{t('review.previewMoves', { count: from.entries })}</li>
        <li>{t('review.previewFiles', { own: from.files.length, others: from.otherFiles })}</li>
        <li>{t('review.previewRelations', { count: from.relations })}</li>
      </ul>
      <Text size="sm" c="dimmed">
        {t('review.previewUndo')}
      </Text>
    </section>
  )
}
