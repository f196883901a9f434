import { useCallback, useEffect, useRef, useState } from 'react'

/** A file on its way to a request: refused with a reason, broken off, or gone from here once it is attached. */
export type BroughtFile = {
  id: string
  name: string
  state: 'sending' | 'received' | 'refused' | 'interrupted'
  token: string | null
  refusal: { reason: string; details: Record<string, string | number> } | null
}

/** Sends files to where uploads of this patient go, each for itself; what is received is attached by its token. */
export function useBroughtFiles(to: string) {
  const [files, setFiles] = useState<BroughtFile[]>([])
  const isMounted = useRef(true)
  useEffect(() => {
    isMounted.current = true
    return () => {
      isMounted.current = false
    }
  }, [])
  const send = useCallback(
    async (file: File) => {
      const id = crypto.randomUUID()
      const sending: BroughtFile = { id, name: file.name, state: 'sending', token: null, refusal: null }
      setFiles((all) => [...all, sending])
      const answer = await answerOf(to, file)
      if (isMounted.current) setFiles((all) => all.map((f) => (f.id === id ? { ...f, ...answer } : f)))
    },
    [to],
  )
  const forget = useCallback((id: string) => setFiles((all) => all.filter((f) => f.id !== id)), [])
  return { files, send, forget }
}

async function answerOf(to: string, body: File): Promise<Partial<BroughtFile>> {
  try {
    const headers = { 'content-type': 'application/octet-stream' }
    const response = await fetch(to, { method: 'POST', headers, body })
    const answer = await response.json()
    if (answer.ok) return { state: 'received', token: answer.token }
    if (answer.reason)
      return { state: 'refused', refusal: { reason: answer.reason, details: answer.details ?? {} } }
  } catch {
    // No answer of ours: the line broke, or a proxy's page.
  }
  return { state: 'interrupted' }
}
