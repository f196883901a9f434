import { Button, Checkbox, Modal, ScrollArea, Stack, Text, TextInput } from '@mantine/core'
import { useFetcher } from '@remix-run/react'
import { useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import type { Unit } from '../queries/own-patients.server.ts'
import { fold } from '../rules.ts'

/** Which units one works in: each tick holds at once. */
export function OwnUnits({ units }: { units: Unit[] }) {
  const t = useTexts('record')
  const [isOpen, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const shown = units.filter((unit) => fold(unit.name).includes(fold(typed)))
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('units.choose')}
      </Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={t('units.title')}>
        <Stack gap="sm">
          <Text c="dimmed">{t('units.text')}</Text>
          {units.length > 8 && (
            <TextInput
              type="search"
              aria-label={t('units.search')}
              placeholder={t('units.search')}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
          {units.length === 0 && <Text>{t('units.none')}</Text>}
          <ScrollArea.Autosize mah="50dvh">
            <Stack gap="xs">
              {shown.map((unit) => (
                <Choice key={unit.name} unit={unit} />
              ))}
            </Stack>
          </ScrollArea.Autosize>
        </Stack>
      </Modal>
    </>
  )
}

function Choice({ unit }: { unit: Unit }) {
  const t = useTexts('record')
  const fetcher = useFetcher()
  const wanted = fetcher.formData?.get('isMember')
  const isMine = wanted ? wanted === 'true' : unit.isMine
  return (
    <Checkbox
      label={unit.name}
      description={t('units.present', { count: unit.present })}
      checked={isMine}
      onChange={(event) =>
        fetcher.submit(
          { unit: unit.name, isMember: String(event.currentTarget.checked) },
          { method: 'post', action: '/patients/units' },
        )
      }
    />
  )
}
