import { useEffect, useState } from 'react'

/** What `GET <from>?q=` answers: few, the nearest first, only patients open to the person. */
export type PatientSuggestion = {
  id: string
  birthName: string
  firstGivenName: string
  usedName: string | null
  birthDate: string | null
  localId: string | null
}

const PAUSE_MS = 180
const LETTERS_TO_BEGIN = 2

/** Asks while the person types, once they pause; a later answer never gives way to an earlier one. */
export function useSuggestions(from: string | undefined, typed: string) {
  const [suggestions, setSuggestions] = useState<PatientSuggestion[] | null>(null)
  const q = typed.trim()

  useEffect(() => {
    if (!from || q.length < LETTERS_TO_BEGIN) return setSuggestions(null)
    const stop = new AbortController()
    const timer = setTimeout(async () => {
      try {
        const response = await fetch(`${from}?${new URLSearchParams({ q })}`, { signal: stop.signal })
        const answer = response.ok ? ((await response.json()) as { patients: PatientSuggestion[] }) : null
        setSuggestions(answer?.patients ?? null)
      } catch {
        // Stopped because the person typed on, or offline: Enter still searches.
      }
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [from, q])

  return suggestions
}
