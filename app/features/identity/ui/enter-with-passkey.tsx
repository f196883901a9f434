import { Alert, Button } from '@mantine/core'
import { useFetcher } from '@remix-run/react'
import { type PublicKeyCredentialRequestOptionsJSON, startAuthentication } from '@simplewebauthn/browser'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome } from '#app/ui/form-errors.tsx'
import { IconFingerprint } from '#app/ui/icons.ts'
import { usePasskey } from './use-passkey.ts'

/** Finger, face or security key instead of password and code. */
export function EnterWithPasskey({ next }: { next: string | null }) {
  const t = useTexts('identity')
  const sent = useFetcher<FormOutcome>()
  const { state, outcome, start } = usePasskey<PublicKeyCredentialRequestOptionsJSON>(
    '/login/passkey?begin',
    (optionsJSON) => startAuthentication({ optionsJSON }),
    (response) =>
      sent.submit(next ? { response, next } : { response }, { method: 'post', action: '/login/passkey' }),
  )
  const isBusy = state === 'busy' || sent.state !== 'idle'
  return (
    <>
      <FormErrors isShort outcome={(outcome as FormOutcome) ?? sent.data} />
      {state === 'cancelled' && (
        <Alert role="status" variant="light">
          {t('passkeys.cancelled')}
        </Alert>
      )}
      <Button
        variant="default"
        size="md"
        fullWidth
        loading={isBusy}
        onClick={() => start()}
        leftSection={<IconFingerprint size={20} aria-hidden />}
      >
        {t('passkeys.enter')}
      </Button>
    </>
  )
}
