import { useCallback, useEffect, useRef, useState } from 'react'
import { type DocumentType, MAX_DOCUMENTS_AT_ONCE } from '../contract-reading.ts'
import { SNIFFED_BYTES, sniff } from '../sniff.ts'
import { type Keeper, keepUploads, keptUploads } from './kept-uploads.ts'

/** Why a file cannot be taken: the key of a sentence, with what stands in it. */
export type Refusal = { reason: string; details: Record<string, string | number> }

export type Upload = {
  id: string
  /** Null when the page that had it is gone. */
  file: File | null
  name: string
  byteLength: number
  title: string
  type: DocumentType
  day: string
  author: string
  /** Lost: the page went before it had come whole. What was written about it is kept for the same file. */
  state: 'sending' | 'received' | 'refused' | 'interrupted' | 'lost'
  /** 0 to 100. */
  progress: number
  token: string | null
  receivedAt: number | null
  refusal: Refusal | null
}
export type UploadWords = Partial<Pick<Upload, 'title' | 'type' | 'day' | 'author'>>

type Settings = { to: string; maxMegabytes: number; today: string; keeper: Keeper }

/** Files on their way to the server, each for itself: how far it is, what was answered, and what it is called. */
export function useUploads({ to, maxMegabytes, today, keeper }: Settings) {
  const [uploads, setUploads] = useState<Upload[]>([])
  const [isResumed, setResumed] = useState(false)
  const isRead = useRef(false)
  const requests = useRef(new Map<string, XMLHttpRequest>())
  const change = useCallback(
    (id: string, changes: Partial<Upload>) =>
      setUploads((all) => all.map((u) => (u.id === id ? { ...u, ...changes } : u))),
    [],
  )
  const { personId, patientId } = keeper
  useEffect(() => {
    if (isRead.current) return keepUploads({ personId, patientId }, uploads)
    isRead.current = true
    const kept = keptUploads({ personId, patientId })
    if (kept.length === 0) return
    setUploads((all) => [...kept, ...all])
    setResumed(true)
  }, [uploads, personId, patientId])
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
    const lost = uploads.filter(({ state }) => state === 'lost')
    const room = MAX_DOCUMENTS_AT_ONCE - uploads.length + lost.length
    const added = [...files].slice(0, Math.max(0, room)).map((file) => {
      // The same file again: what was written about it is still true.
      const before = lost.find(({ name, byteLength }) => name === file.name && byteLength === file.size)
      const upload: Upload = {
        id: before?.id ?? crypto.randomUUID(),
        file,
        name: file.name,
        byteLength: file.size,
        title: before?.title ?? titleOf(file.name),
        type: before?.type ?? 'other',
        day: before?.day ?? today,
        author: before?.author ?? '',
        state: 'sending',
        progress: 0,
        token: null,
        receivedAt: null,
        refusal: null,
      }
      return { upload, file }
    })
    const ids = new Set(added.map(({ upload }) => upload.id))
    setUploads((all) => [...all.filter(({ id }) => !ids.has(id)), ...added.map(({ upload }) => upload)])
    for (const { upload, file } of added) void send(upload.id, file)
  }
  const remove = (id: string) => {
    requests.current.get(id)?.abort()
    setUploads((all) => all.filter((u) => u.id !== id))
  }
  const retry = (id: string) => {
    const upload = uploads.find((u) => u.id === id)
    if (upload?.file) void send(id, upload.file)
  }
  const describe = (id: string, words: UploadWords) => change(id, words)
  /** What is on the record is no longer on its way; what did not come is. */
  const forget = (tokens: readonly string[]) =>
    setUploads((all) => all.filter(({ token }) => token === null || !tokens.includes(token)))
  return { uploads, isResumed, add, remove, retry, describe, forget }
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
    if (answer.ok)
      return {
        state: 'received',
        progress: 100,
        token: answer.token,
        receivedAt: Date.now(),
        ...answer.suggested,
      }
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
