import { ActionIcon } from '@mantine/core'
import { useFetcher } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { IconPin, IconPinned } from '#app/ui/icons.ts'
import type { PatientIdentity } from '../queries/get-patient-banner.server.ts'

/** Keeps this patient at hand; shown as it will be before the server has said so. */
export function PinButton({ patient: { id, isPinned } }: { patient: PatientIdentity }) {
  const t = useTexts('record')
  const fetcher = useFetcher()
  const wanted = fetcher.formData?.get('isPinned')
  const isOn = wanted ? wanted === 'true' : isPinned
  return (
    <fetcher.Form method="post" action={`/patients/${id}`}>
      <input type="hidden" name="isPinned" value={String(!isOn)} />
      <ActionIcon
        type="submit"
        variant={isOn ? 'light' : 'subtle'}
        color={isOn ? undefined : 'gray'}
        size="md"
        aria-pressed={isOn}
        aria-label={t('pin.pin')}
        title={isOn ? t('pin.unpin') : t('pin.pin')}
      >
        {isOn ? <IconPinned size={17} aria-hidden /> : <IconPin size={17} aria-hidden />}
      </ActionIcon>
    </fetcher.Form>
  )
}
