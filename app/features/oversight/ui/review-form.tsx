import { Radio, Stack, Textarea } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { VERDICTS } from '../contract.ts'

type Props = { of: { id: string; version: number }; outcome: FormOutcome }

/** The verdict, and what it rests on. */
export function ReviewForm({ of, outcome }: Props) {
  const t = useTexts('oversight')
  const fields = {
    verdict: { label: t('review.verdict'), error: t('review.verdictError') },
    comment: { label: t('review.comment'), error: t('review.commentError') },
  }
  const { id: _, ...verdict } = fieldProps(outcome, 'verdict', fields)
  return (
    <PostForm>
      <input type="hidden" name="id" value={of.id} />
      <input type="hidden" name="expectedVersion" value={of.version} />
      <Stack gap="sm" maw={560}>
        <FormErrors outcome={outcome} fields={fields} />
        <Radio.Group {...verdict} withAsterisk>
          <Stack gap="xs" pt="xs" id="verdict">
            {VERDICTS.map((value) => (
              <Radio key={value} value={value} label={t(`review.verdicts.${value}`)} />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          {...fieldProps(outcome, 'comment', fields)}
          description={t('review.commentHint')}
          required
          autosize
          minRows={2}
          maxLength={1000}
        />
        <SubmitButton w="fit-content">{t('review.submit')}</SubmitButton>
      </Stack>
    </PostForm>
  )
}
