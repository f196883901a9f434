import { Modal, type ModalProps } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'

/** A modal whose close button has a name. About a patient? Begin it with `<PatientBanner micro />`. */
export function Dialog(props: ModalProps) {
  const t = useTexts('ui')
  return (
    <Modal centered {...props} closeButtonProps={{ 'aria-label': t('close'), ...props.closeButtonProps }} />
  )
}
