import { Radio, Stack } from '@mantine/core'
import { useFetcher } from '@remix-run/react'
import { type ReactNode, useEffect, useRef } from 'react'
import type { Professional } from '../queries/find-professionals.server.ts'

type Props = { typed: string; name: string; legend: string; none: ReactNode }

const PAUSE_MS = 200
const ASKED_LETTERS = 2

/** Professionals of the region whose name or number is being typed, one of whom is chosen. */
export function ProfessionalChoice({ typed, name, legend, none }: Props) {
  const { load, data } = useFetcher<{ asked: string; professionals: Professional[] }>()
  const current = useRef(load)
  current.current = load
  const asked = typed.trim()
  const isAsked = asked.length >= ASKED_LETTERS
  useEffect(() => {
    if (!isAsked) return
    const timer = setTimeout(() => current.current(`/professionals?q=${encodeURIComponent(asked)}`), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [asked, isAsked])

  if (!isAsked || data?.asked !== asked) return null
  if (data.professionals.length === 0) return none
  const [only] = data.professionals
  return (
    <Radio.Group
      key={asked}
      name={name}
      label={legend}
      defaultValue={data.professionals.length === 1 ? only!.id : undefined}
    >
      <Stack gap={8} mt={6}>
        {data.professionals.map((who) => (
          <Radio
            key={who.id}
            value={who.id}
            label={who.name}
            description={[who.places.join(', '), who.rpps && `RPPS ${who.rpps}`].filter(Boolean).join(' · ')}
          />
        ))}
      </Stack>
    </Radio.Group>
  )
}
