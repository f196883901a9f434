import { useCallback, useEffect, useRef, useState } from 'react'
import { MINUTE, SECOND } from '#app/kernel/durations.ts'
import { IDLE_LIFE } from '../rules.ts'

const WARNED_BEFORE = 2 * MINUTE
const LOOKED_EVERY = 10 * SECOND
const BEAT_EVERY = MINUTE
const ACTS = ['pointerdown', 'keydown', 'wheel'] as const

/**
 * Keeps the sign-in session alive while its person does something here, says when it is about to end, and
 * leaves when it has: nobody may find a record open on a computer that was walked away from. Typing a long
 * text sends no request, so acts are told by a beat a minute; another tab's acts count, as the server knows.
 */
export function useSessionEnd() {
  const [endsAt, setEndsAt] = useState<Date | null>(null)
  const known = useRef({ expiresAt: 0, beatAt: 0, isWarned: false })

  const ask = useCallback(async (method: 'GET' | 'POST') => {
    const answer = await fetch('/account/activity', { method }).catch(() => null)
    if (!answer) return // no network: the server is asked again, and ends the session by itself
    if (answer.status === 401) return leave()
    const { leftMs } = (await answer.json()) as { leftMs: number }
    known.current.expiresAt = Date.now() + leftMs
    known.current.isWarned = leftMs < WARNED_BEFORE
    setEndsAt(known.current.isWarned ? new Date(known.current.expiresAt) : null)
  }, [])

  useEffect(() => {
    // Opening the page was an act.
    known.current = { expiresAt: Date.now() + IDLE_LIFE, beatAt: Date.now(), isWarned: false }
    const act = () => {
      if (known.current.isWarned || Date.now() - known.current.beatAt < BEAT_EVERY) return
      known.current.beatAt = Date.now()
      void ask('POST')
    }
    const look = () => {
      if (known.current.expiresAt - Date.now() < WARNED_BEFORE) void ask('GET')
    }
    for (const name of ACTS) window.addEventListener(name, act, { passive: true })
    document.addEventListener('visibilitychange', look)
    const timer = setInterval(look, LOOKED_EVERY)
    return () => {
      for (const name of ACTS) window.removeEventListener(name, act)
      document.removeEventListener('visibilitychange', look)
      clearInterval(timer)
    }
  }, [ask])

  return { endsAt, stay: () => void ask('POST') }
}

/** A full load: what was on screen is gone, and after signing in one is back at the same place. */
function leave() {
  const { pathname, search } = window.location
  window.location.assign(`/login?notice=ended&next=${encodeURIComponent(pathname + search)}`)
}
