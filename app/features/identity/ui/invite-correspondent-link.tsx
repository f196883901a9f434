import { Button, type ButtonProps } from '@mantine/core'
import { Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { IconPlus } from '#app/ui/icons.ts'

type Props = ButtonProps & { doctor?: { rpps?: string; givenName?: string; familyName?: string } }

/** Leads to the form that asks a doctor outside in, filled with what is known of them. */
export function InviteCorrespondentLink({ doctor = {}, ...look }: Props) {
  const t = useTexts('identity')
  const known = Object.entries(doctor).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return (
    <Button
      component={Link}
      to={`/people/correspondent?${new URLSearchParams(known)}`}
      variant="default"
      leftSection={<IconPlus size={16} aria-hidden />}
      {...look}
    >
      {t('correspondent.title')}
    </Button>
  )
}
