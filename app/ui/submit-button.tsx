import { Button, type ButtonProps } from '@mantine/core'
import { useNavigation } from '@remix-run/react'
import type { ReactNode } from 'react'

type Props = ButtonProps & { children: ReactNode; name?: string; value?: string; isPending?: boolean }

/**
 * A verb that sends its form, once: while its form is on the way it cannot be pressed again.
 * For a fetcher's form, say `isPending={fetcher.state !== 'idle'}`.
 */
export function SubmitButton({ children, name, value, isPending, ...look }: Props) {
  const { state, formData } = useNavigation()
  const isMine = !name || formData?.get(name) === value
  const isSending = isPending ?? (state === 'submitting' && isMine)
  return (
    <Button type="submit" name={name} value={value} loading={isSending} {...look}>
      {children}
    </Button>
  )
}
