import { useCallback, useEffect, useRef, useState } from 'react'
import type { DocumentType } from '../contract-reading.ts'
import { SNIFFED_BYTES, sniff } from '../sniff.ts'

/** Why a file cannot be taken: the key of a sentence, with what stands in it. */
export type Refusal = { reason: string; details: Record<string, string | number> }

export type Upload = {
  id: string
  file: File
  title: string
  type: DocumentType
  day: string
  author: string
  state: 'sending' | 'received' | 'refused' | 'interrupted'
  /** 0 to 100. */
  progress: number
  token: string | null
  refusal: Refusal | null
}
export type UploadWords = Partial<Pick<Upload, 'title' | 'type' | 'day' | 'author'>>

type Settings = { to: string; maxMegabytes: number; today: string }

/** Files on their way to the server, each for itself: how far it is, what was answered, and what it is called. */
export function useUploads({ to, maxMegabytes, today }: Settings) {
  const [uploads, setUploads] = useState<Upload[]>([])
  const requests = useRef(new Map<string, XMLHttpRequest>())
  const change = useCallback(
    (id: string, changes: Partial<Upload>) =>
      setUploads((all) => all.map((u) => (u.id === id ? { ...u, ...changes } : u))),
    [],
  )
  useEffect(() => {
    const open = requests.current
    return () => {
      for (const request of open.values()) request.abort()
    }
  }, [])

  const send = useCallback(
    async (id: string, file: File) => {
      change(id, { state: 'sending', progress: 0, refusal: null })
      const refusal = await refusalOf(file, maxMegabytes)
      if (refusal) return change(id, { state: 'refused', refusal })
      const request = new XMLHttpRequest() // fetch tells nothing of how far it is
      requests.current.set(id, request)
      request.upload.onprogress = ({ loaded, total }) =>
        change(id, { progress: total > 0 ? Math.floor((loaded / total) * 100) : 0 })
      request.onload = () => change(id, answerOf(request))
      request.onerror = () => change(id, { state: 'interrupted' })
      request.onloadend = () => requests.current.delete(id)
      request.open('POST', to)
      request.setRequestHeader('content-type', 'application/octet-stream')
      request.send(file)
    },
    [change, maxMegabytes, to],
  )

  const add = (files: Iterable<File>) => {
    const added = [...files].map(
      (file): Upload => ({
        id: crypto.randomUUID(),
        file,
        title: titleOf(file.name),
        type: 'other',
        day: today,
        author: '',
        state: 'sending',
        progress: 0,
        token: null,
        refusal: null,
      }),
    )
    setUploads((all) => [...all, ...added])
    for (const { id, file } of added) void send(id, file)
  }
  const remove = (id: string) => {
    requests.current.get(id)?.abort()
    setUploads((all) => all.filter((u) => u.id !== id))
  }
  const retry = (id: string) => {
    const upload = uploads.find((u) => u.id === id)
    if (upload) void send(id, upload.file)
  }
  const describe = (id: string, words: UploadWords) => change(id, words)
  return { uploads, add, remove, retry, describe, clear: () => setUploads([]) }
}

/** Before a byte is sent: the server looks again, but nobody should wait to hear it. */
async function refusalOf(file: File, maxMegabytes: number): Promise<Refusal | null> {
  if (file.size > maxMegabytes * 1_000_000)
    return { reason: 'record.uploadTooLarge', details: { max: maxMegabytes } }
  const head = new Uint8Array(await file.slice(0, SNIFFED_BYTES).arrayBuffer())
  const sniffed = sniff(head)
  return sniffed.ok ? null : { reason: `record.uploadIs.${sniffed.looksLike}`, details: {} }
}

function answerOf(request: XMLHttpRequest): Partial<Upload> {
  try {
    const answer = JSON.parse(request.responseText)
    if (answer.ok) return { state: 'received', progress: 100, token: answer.token, ...answer.suggested }
    if (answer.reason && request.status !== 503)
      return { state: 'refused', refusal: { reason: answer.reason, details: answer.details ?? {} } }
  } catch {
    // No answer of ours: a proxy's page, or the way in.
  }
  return { state: 'interrupted' }
}

/** The file's name without its ending, when it says anything: IMG_0042 does not. */
function titleOf(name: string): string {
  const words = name
    .replace(/\.\w{1,5}$/, '')
    .replace(/[_-]+/g, ' ')
    .trim()
  return /\p{L}{3}/u.test(words) && !/^(img|image|dsc|scan|photo)[\s\d]*$/i.test(words)
    ? words.slice(0, 300)
    : ''
}
