import { Button, Group, Modal, Text } from '@mantine/core'
import { Form } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { useSessionEnd } from './use-session-end.ts'

/** Stands on every page of who is signed in; seen only when the session is about to end. */
export function SessionWatch() {
  const t = useTexts('identity')
  const formats = useFormats()
  const { endsAt, stay } = useSessionEnd()
  return (
    <Modal
      opened={endsAt !== null}
      onClose={stay}
      closeOnClickOutside={false}
      centered
      title={t('watch.title')}
    >
      <Text>{t('watch.text', { time: endsAt ? formats.time(endsAt) : '' })}</Text>
      <Group justify="flex-end" mt="md">
        <Form method="post" action="/logout" reloadDocument>
          <Button type="submit" variant="default">
            {t('watch.signOut')}
          </Button>
        </Form>
        <Button onClick={stay} data-autofocus>
          {t('watch.stay')}
        </Button>
      </Group>
    </Modal>
  )
}
