import { Title } from '@mantine/core'
import { formatDay } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { KeyValues } from '#app/ui/key-values.tsx'
import type { IdentityProof } from '../queries/get-own-identity.server.ts'

const MODES = ['SM', 'CV', 'INSI', 'CB', 'RFID'] as const
const DOCUMENTS = ['CN', 'PA', 'CS', 'CE', 'LE', 'AN'] as const

/** How the establishment took the identity. A code that is not of the list is shown as it came. */
export function ProofOfIdentity({ proof }: { proof: IdentityProof }) {
  const t = useTexts('record')
  const mode = MODES.find((code) => code === proof.mode)
  const document = DOCUMENTS.find((code) => code === proof.document)
  return (
    <>
      <Title order={2}>{t('identityForm.proof')}</Title>
      <KeyValues
        items={[
          [t('identityForm.mode'), mode ? t(`identityForm.modes.${mode}`) : proof.mode],
          [t('identityForm.insCheckedOn'), proof.insCheckedOn && formatDay(proof.insCheckedOn)],
          [t('identityForm.document'), document ? t(`identityForm.documents.${document}`) : proof.document],
          [t('identityForm.documentUntil'), proof.documentUntil && formatDay(proof.documentUntil)],
        ]}
      />
    </>
  )
}
