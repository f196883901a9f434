import { Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { MemberView } from '../queries/list-people.server.ts'

const ACTS = ['resetSecondFactor', 'end'] as const

/** A lost phone, a departure: each says first what it will do. */
export function MemberActs({ member, hasAccount }: { member: MemberView; hasAccount: boolean }) {
  const t = useTexts('identity')
  const [asked, setAsked] = useState<(typeof ACTS)[number] | null>(null)
  const name = member.displayName
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="acts">
      <Stack gap="sm">
        <Title order={2} id="acts" size="h3">
          {t('member.acts')}
        </Title>
        <Group>
          {hasAccount && (
            <Button variant="default" onClick={() => setAsked('resetSecondFactor')}>
              {t('member.resetSecondFactor')}
            </Button>
          )}
          <Button variant="light" color="red" onClick={() => setAsked('end')}>
            {t('member.end')}
          </Button>
        </Group>
      </Stack>
      <Modal
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={asked && t(`member.ask.${asked}`, { name })}
        closeButtonProps={{ 'aria-label': t('member.keep') }}
      >
        {asked && (
          <PostForm onSubmit={() => setAsked(null)}>
            <input type="hidden" name="intent" value={asked} />
            <Text mb="md">{t(`member.will.${asked}`)}</Text>
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setAsked(null)}>
                {t('member.keep')}
              </Button>
              <SubmitButton color="red">{t(`member.${asked}`)}</SubmitButton>
            </Group>
          </PostForm>
        )}
      </Modal>
    </Paper>
  )
}
