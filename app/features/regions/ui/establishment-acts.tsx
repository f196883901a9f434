import { Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { EstablishmentView } from '../queries/get-establishment.server.ts'

/** Suspending, taking up again, closing: each says first what it will do. */
export function EstablishmentActs({ e }: { e: EstablishmentView }) {
  const t = useTexts('regions')
  const [asked, setAsked] = useState<'suspend' | 'close' | null>(null)
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="acts">
      <Stack gap="sm">
        <Title order={2} id="acts" size="h3">
          {t('establishment.acts')}
        </Title>
        <Text c="dimmed">{t(e.isOwn ? 'establishment.actsOwn' : 'establishment.actsText')}</Text>
        {!e.isOwn && (
          <Group>
            {e.state === 'suspended' ? (
              <PostForm>
                <SubmitButton name="intent" value="resume">
                  {t('establishment.resume')}
                </SubmitButton>
              </PostForm>
            ) : (
              <Button variant="default" onClick={() => setAsked('suspend')}>
                {t('establishment.suspend')}
              </Button>
            )}
            <Button variant="light" color="red" onClick={() => setAsked('close')}>
              {t('establishment.close')}
            </Button>
          </Group>
        )}
      </Stack>
      <Modal
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={asked && t(`establishment.ask.${asked}`, { name: e.name })}
        closeButtonProps={{ 'aria-label': t('establishment.keep') }}
      >
        {asked && (
          <PostForm onSubmit={() => setAsked(null)}>
            <input type="hidden" name="intent" value={asked} />
            <Text mb="md">{t(`establishment.will.${asked}`, { count: e.members })}</Text>
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setAsked(null)}>
                {t('establishment.keep')}
              </Button>
              <SubmitButton color="red">{t(`establishment.${asked}`)}</SubmitButton>
            </Group>
          </PostForm>
        )}
      </Modal>
    </Paper>
  )
}
