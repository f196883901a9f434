import { Group, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = { title: ReactNode; hint?: ReactNode; actions?: ReactNode }

/** A page's title, a line under it, and what one can do here. */
export function PageHeader({ title, hint, actions }: Props) {
  return (
    <Group component="header" justify="space-between" align="flex-end" gap="sm" mb="md">
      <div>
        <Title order={1}>{title}</Title>
        {hint && <Text c="dimmed">{hint}</Text>}
      </div>
      {actions && (
        <Group gap="xs" data-print="no">
          {actions}
        </Group>
      )}
    </Group>
  )
}
