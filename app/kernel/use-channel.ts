import { useFetchers, useNavigation, useRevalidator } from '@remix-run/react'
import { useCallback, useEffect, useRef } from 'react'
import { io, type Socket } from 'socket.io-client'
import { SECOND } from './durations.ts'

/** So that what a lost hint did not tell is on the page within 45 seconds, loading included. */
const MISSED_HINT_MS = 40 * SECOND
/** Coming back to a page fires two browser events; one refresh is enough. */
const RETURN_PAUSE_MS = 2 * SECOND

type Joined = { rooms: string[]; isStale: boolean }

/** A page that was moved to within the product began to load a little before it was mounted. */
const LOAD_MS = 5 * SECOND
let isFirstPage = true
/** How old what the page shows may be. The first page's load began when the browser asked for it. */
const ageOf = (loadedAt: number) => (isFirstPage ? performance.now() : performance.now() - loadedAt + LOAD_MS)

let shared: Socket | undefined
function socket(): Socket {
  // Straight to a WebSocket: long polling, the fallback, would need each browser to meet the same process.
  shared ??= io({ path: '/realtime', transports: ['websocket', 'polling'], tryAllTransports: true })
  return shared
}

/**
 * Runs the page's loaders again. A wish that comes while they run, or while the page saves, asks or moves on, is
 * kept for afterwards: started in between it would break off what runs.
 */
function useRefresh() {
  const { revalidate, state } = useRevalidator()
  const isAsking = useFetchers().some((fetcher) => fetcher.state !== 'idle')
  const isIdle = useNavigation().state === 'idle' && state === 'idle' && !isAsking
  const current = useRef({ revalidate, isIdle })
  current.current = { revalidate, isIdle }
  const isWanted = useRef(false)

  const refresh = useCallback(() => {
    const { isIdle, revalidate } = current.current
    isWanted.current = !isIdle
    if (!isIdle) return
    current.current.isIdle = false // until the next drawing says so: two hints may come before it
    revalidate()
  }, [])

  useEffect(() => {
    if (isIdle && isWanted.current) refresh()
  }, [isIdle, refresh])

  return refresh
}

/**
 * Joins a channel while mounted and re-runs the page's loaders when one of its hints arrives. Hints can be
 * lost, so it also does on reconnection, when the person comes back to the page, and every 40 seconds.
 */
export function useChannel(name: string, params: Record<string, string>, hint: string) {
  useHints(name, params, hint, useRefresh())
}

/** The same for what is not the page's: `refresh` keeps its identity and asks again for what it shows. */
export function useHints(
  name: string,
  params: Record<string, string>,
  hint: string,
  refresh: () => void,
  missedHintMs = MISSED_HINT_MS,
) {
  const key = JSON.stringify(params)

  useEffect(() => {
    const s = socket()
    let rooms: string[] = []
    let isMounted = true
    const loadedAt = performance.now()
    let returnedAt = Date.now()

    const join = () =>
      s.emit('join', name, JSON.parse(key), ageOf(loadedAt), (answer: Joined) => {
        if (!isMounted) return answer.rooms.length > 0 && s.emit('leave', answer.rooms)
        rooms = answer.rooms
        isFirstPage = false
        if (answer.isStale) refresh()
      })
    const whenSeen = () => {
      if (document.visibilityState !== 'visible' || Date.now() - returnedAt < RETURN_PAUSE_MS) return
      returnedAt = Date.now()
      refresh()
    }

    // The server cut us off because the sign-in or its place of work changed: join again as who we are now.
    const comeBack = (reason: string) => reason === 'io server disconnect' && s.connect()
    s.on('disconnect', comeBack)
    s.on('connect', join) // also after a reconnection: the server has forgotten our rooms
    s.on(hint, refresh)
    document.addEventListener('visibilitychange', whenSeen)
    window.addEventListener('focus', whenSeen)
    const timer = setInterval(whenSeen, missedHintMs)
    if (s.connected) join()
    return () => {
      isMounted = false
      s.off('disconnect', comeBack)
      s.off('connect', join)
      s.off(hint, refresh)
      document.removeEventListener('visibilitychange', whenSeen)
      window.removeEventListener('focus', whenSeen)
      clearInterval(timer)
      if (rooms.length > 0) s.emit('leave', rooms)
    }
  }, [name, key, hint, refresh, missedHintMs])
}
