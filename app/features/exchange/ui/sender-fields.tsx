import { NativeSelect, SimpleGrid, TextInput } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { CHARSETS, SAME_DOCUMENT_IDS } from '../contract.ts'
import type { Sender } from '../queries/get-connection.server.ts'

type Props = { sender?: Sender; outcome?: FormOutcome; disabled?: boolean }

/** Who sends by a connection and how it writes: when it is declared, and corrected later. */
export function SenderFields({ sender, outcome, disabled }: Props) {
  const t = useTexts('exchange')
  const fields = useSenderFields()
  return (
    <>
      <TextInput
        {...fieldProps(outcome, 'name', fields)}
        description={t('sender.nameHint')}
        defaultValue={sender?.name}
        required
        maxLength={80}
        disabled={disabled}
        autoComplete="off"
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          {...fieldProps(outcome, 'sendingApplication', fields)}
          defaultValue={sender?.sendingApplication ?? ''}
          disabled={disabled}
          autoComplete="off"
        />
        <TextInput
          {...fieldProps(outcome, 'sendingFacility', fields)}
          defaultValue={sender?.sendingFacility ?? ''}
          disabled={disabled}
          autoComplete="off"
        />
      </SimpleGrid>
      <TextInput
        {...fieldProps(outcome, 'patientAuthority', fields)}
        description={t('sender.authorityHint')}
        defaultValue={sender?.patientAuthority ?? ''}
        disabled={disabled}
        autoComplete="off"
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NativeSelect
          {...fieldProps(outcome, 'defaultCharset', fields)}
          defaultValue={sender?.defaultCharset ?? CHARSETS[0]}
          disabled={disabled}
          data={CHARSETS.map((value) => ({ value, label: t(`sender.charsets.${value}`) }))}
        />
        <NativeSelect
          {...fieldProps(outcome, 'sameDocumentId', fields)}
          defaultValue={sender?.sameDocumentId ?? 'beside'}
          disabled={disabled}
          data={SAME_DOCUMENT_IDS.map((value) => ({ value, label: t(`sender.sameIds.${value}`) }))}
        />
      </SimpleGrid>
    </>
  )
}

export function useSenderFields() {
  const t = useTexts('exchange')
  return {
    name: { label: t('sender.name'), error: t('sender.nameMissing') },
    sendingApplication: { label: t('sender.application') },
    sendingFacility: { label: t('sender.facility') },
    patientAuthority: { label: t('sender.authority') },
    defaultCharset: { label: t('sender.charset') },
    sameDocumentId: { label: t('sender.sameId') },
    port: { label: t('sender.port'), error: t('sender.portMissing') },
  }
}
