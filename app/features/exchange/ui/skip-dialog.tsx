import { useTexts } from '#app/kernel/i18n.ts'
import { ReasonDialog } from '#app/ui/reason-dialog.tsx'

/** Leaving a message out loses its content for the record: named, with a reason that stays. */
export function SkipDialog({ messageId }: { messageId: string }) {
  const t = useTexts('exchange')
  return (
    <ReasonDialog
      open={t('skip')}
      look={{ size: 'compact-xs', variant: 'subtle', color: 'gray' }}
      title={t('skipTitle')}
      text={t('skipWarning')}
      label={t('skipReason')}
      missing={t('skipReasonMissing')}
      confirm={t('skipConfirm')}
      cancel={t('cancel')}
      maxLength={200}
      hidden={{ messageId, intent: 'skip' }}
    />
  )
}
