import { NativeSelect } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import type { Receiver } from '../queries/list-receivers.server.ts'

type Props = { receivers: Receiver[]; value?: string; onChange?: (fileId: string) => void }

/** From outside: which house takes it, and whether its own software gets it too. */
export function ReceiverField({ receivers, value, onChange }: Props) {
  const t = useTexts('record')
  const chosen = receivers.find(({ fileId }) => fileId === value) ?? receivers[0]
  return (
    <NativeSelect
      name="receiverFileId"
      label={t('contribution.receiver')}
      description={chosen?.takesMessages ? t('contribution.sends') : t('contribution.staysHere')}
      value={value}
      onChange={(event) => onChange?.(event.currentTarget.value)}
      data={receivers.map(({ fileId, name }) => ({ value: fileId, label: name }))}
      maw="30rem"
    />
  )
}
