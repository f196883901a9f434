import { useFetcher } from '@remix-run/react'
import { useEffect, useRef, useState } from 'react'

type Begun<Options> = { ok: true; value: Options } | { ok: false; reason?: string }

/**
 * Asks the server what is to be signed, then the browser's key; `ceremony` is the browser's half. What a person
 * breaks off in the browser's own dialog is no fault: it is said, and can be tried again.
 */
export function usePasskey<Options>(
  begin: string,
  ceremony: (options: Options) => Promise<unknown>,
  send: (answer: string) => void,
) {
  const asked = useFetcher<Begun<Options>>()
  const [state, setState] = useState<'idle' | 'busy' | 'cancelled'>('idle')
  const half = useRef({ ceremony, send })
  half.current = { ceremony, send }
  const { data } = asked
  useEffect(() => {
    if (!data) return
    if (!data.ok) return setState('idle')
    half.current
      .ceremony(data.value)
      .then((answer) => {
        half.current.send(JSON.stringify(answer))
        setState('idle')
      })
      .catch(() => setState('cancelled'))
  }, [data])
  return {
    state: asked.state === 'idle' ? state : ('busy' as const),
    outcome: data && !data.ok ? data : undefined,
    start: (said: Record<string, string> = {}) => {
      setState('busy')
      asked.submit(said, { method: 'post', action: begin })
    },
  }
}
