import { useEffect, useState } from 'react'
import type { PatientSuggestion } from '#app/features/record/contract.ts'

const PAUSE_MS = 180
const ASKED_LETTERS = 2

/**
 * Asks while the person types, once they pause; before the first letter, for those they opened last. A later
 * answer never gives way to an earlier one. What is typed is sent, not put into an address: it is a name.
 * `POST <from>` answers `{ patients: PatientSuggestion[] }`.
 */
export function useSuggestions(from: string | undefined, typed: string, isOpen: boolean) {
  const [suggestions, setSuggestions] = useState<PatientSuggestion[] | null>(null)
  const q = typed.trim()
  const isTooShort = q.length > 0 && q.length < ASKED_LETTERS

  useEffect(() => {
    if (!from || !isOpen || isTooShort) return setSuggestions(null)
    const stop = new AbortController()
    const timer = setTimeout(async () => {
      try {
        const body = new URLSearchParams({ q })
        const response = await fetch(from, { method: 'POST', body, signal: stop.signal })
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
  }, [from, q, isOpen, isTooShort])

  return suggestions
}
