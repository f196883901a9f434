import { Paper, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { type Icon, IconInbox } from './icons.ts'

type Props = {
  icon?: Icon
  title: string
  /** Why there is nothing, and what would bring something. */
  children: ReactNode
  action?: ReactNode
  /** Without a frame, inside a card that has one. */
  isPlain?: boolean
}

/** An empty list says why it is empty. */
export function EmptyState({ icon: Icon = IconInbox, title, children, action, isPlain = false }: Props) {
  return (
    <Paper
      withBorder={!isPlain}
      radius="md"
      p={isPlain ? 'sm' : 'xl'}
      bg={isPlain ? 'transparent' : undefined}
    >
      <Stack align="center" gap="xs" ta="center">
        <Icon size={28} stroke={1.4} aria-hidden color="var(--mantine-color-dimmed)" />
        <Text fw={600}>{title}</Text>
        <Text c="dimmed" maw={480}>
          {children}
        </Text>
        {action}
      </Stack>
    </Paper>
  )
}
