import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { SECOND } from '#app/kernel/durations.ts'

// A PDF is a program of sorts, written by anybody: it is read in a thread of its own, which is stopped when it takes
// too long or too much memory, and takes nothing else along.

const TIME_LIMIT_MS = 30 * SECOND
const MEMORY_MB = 512
const MAX_PAGES = 400

const THREAD = `
const { parentPort, workerData } = require('node:worker_threads')
import(workerData.library).then(async ({ getDocumentProxy, extractText }) => {
  const pdf = await getDocumentProxy(new Uint8Array(workerData.bytes), { isEvalSupported: false, stopAtErrors: false })
  if (pdf.numPages > workerData.maxPages) return parentPort.postMessage(null)
  const { text } = await extractText(pdf, { mergePages: false })
  parentPort.postMessage(text.join('\\n'))
}).catch(() => parentPort.postMessage(null))
`

/** The words of a PDF in reading order; null for one that is damaged, locked, endless or only pictures. */
export function readPdfText(bytes: Uint8Array, timeLimitMs = TIME_LIMIT_MS): Promise<string | null> {
  const library = pathToFileURL(createRequire(import.meta.url).resolve('unpdf')).href
  const own = new Uint8Array(bytes) // the thread takes the memory over: never the caller's
  return new Promise((resolve) => {
    const thread = new Worker(THREAD, {
      eval: true,
      workerData: { library, bytes: own.buffer, maxPages: MAX_PAGES },
      transferList: [own.buffer],
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
      stdout: true,
      stderr: true,
    })
    const timer = setTimeout(() => finish(null), timeLimitMs)
    const finish = (text: string | null) => {
      clearTimeout(timer)
      void thread.terminate()
      resolve(text?.trim() ? text : null)
    }
    thread.once('message', finish)
    thread.once('error', () => finish(null))
    thread.once('exit', () => finish(null))
  })
}
