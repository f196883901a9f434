import { createServer, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { percentile } from '../machine.ts'

/** Ids in an address: which page it is, whoever it is about. */
export const pageOf = (path: string) =>
  path
    .replace(/\?.*$/s, '')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, ':id')
    .slice(0, 120)

type Counts = {
  requests: number
  /** Pages that broke, and pages that spoke of the database. */
  failed: Set<string>
  leaks: Set<string>
  /** Requests that the product was made to send to an address of the tools'. */
  called: number
  p: (share: number) => number
}

/** What no page says, whatever is sent to it. */
const LEAK =
  /syntax error at or near|SQLSTATE|PostgresError|invalid input syntax for|unterminated quoted|pg_catalog|at .{1,80}node_modules/

export type Door = {
  url: string
  /** Where a page that can be made to ask elsewhere would come. */
  elsewhere: string
  counts: Counts
  reset: () => void
  cookie: () => string
  close: () => Promise<void>
}

/**
 * The product with somebody signed in, at an address of its own: tools that know no browser find every page open.
 * Counts what went through, and signs in again when an attack on a form signed the person out.
 */
export async function openDoor(origin: string, personId: string): Promise<Door> {
  let cookie = await signIn(origin, personId)
  let times: number[] = []
  const empty = (): Counts => ({
    requests: 0,
    failed: new Set(),
    leaks: new Set(),
    called: 0,
    p: (share) => (times.length ? Math.round(percentile(times, share)) : 0),
  })
  const counts = empty()
  const outside = createServer((req, res) => {
    // wapiti asks here what came; whatever else comes, the product was made to send.
    const isTool = /^\/get_|^\/$/.test(req.url ?? '')
    if (!isTool) counts.called++
    res.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk) => chunks.push(chunk))
    req.on('end', async () => {
      const body = Buffer.concat(chunks)
      const startedAt = performance.now()
      // Whoever signs the person out by a form does so for a stranger: the others go on.
      const isLeaving = /^\/(logout|login\/demo)\b/.test(req.url ?? '')
      const ask = () =>
        pass(origin, req.method!, req.url!, { ...req.headers, cookie: isLeaving ? '' : cookie }, body)
      let answer = await ask().catch(() => null)
      if (answer?.headers.location?.startsWith('/login?')) {
        cookie = await signIn(origin, personId)
        answer = await ask().catch(() => null)
      }
      counts.requests++
      times.push(performance.now() - startedAt)
      if (!answer || answer.status >= 500)
        counts.failed.add(`${answer?.status ?? 'no answer'} ${req.method} ${pageOf(req.url!)}`)
      if (answer && LEAK.test(answer.body.toString('utf8')))
        counts.leaks.add(`database words: ${req.method} ${pageOf(req.url!)}`)
      if (!answer) return res.destroy()
      const { 'transfer-encoding': _, 'content-length': __, connection: ___, ...headers } = answer.headers
      res.writeHead(answer.status, headers).end(answer.body)
    })
  })
  const listen = (one: typeof server) =>
    new Promise<string>((resolve) =>
      one.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(one.address() as AddressInfo).port}`)),
    )
  const stop = (one: typeof server) =>
    new Promise<void>((resolve) => {
      one.closeAllConnections()
      one.close(() => resolve())
    })
  return {
    url: await listen(server),
    elsewhere: await listen(outside),
    counts,
    reset: () => {
      times = []
      Object.assign(counts, empty())
    },
    cookie: () => cookie,
    close: async () => void (await Promise.all([stop(server), stop(outside)])),
  }
}

type Passed = {
  status: number
  headers: Record<string, string | string[] | undefined> & { location?: string }
  body: Buffer
}

function pass(origin: string, method: string, path: string, headers: object, body: Buffer): Promise<Passed> {
  const { host } = new URL(origin)
  return new Promise((resolve, reject) => {
    const sent = send(
      origin,
      {
        path: path.replace(/[^\x21-\x7e]/g, (c) => encodeURIComponent(c)),
        method,
        headers: {
          ...headers,
          host,
          'accept-encoding': 'identity',
          ...(method === 'GET' ? {} : { origin }), // as a browser says of a form of our own
          ...(body.length ? { 'content-length': body.length } : {}),
        },
      },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk) => chunks.push(chunk))
        answer.once('error', reject)
        answer.once('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers as Passed['headers'],
            body: Buffer.concat(chunks),
          }),
        )
      },
    )
    sent.once('error', reject)
    sent.end(body)
  })
}

/** By the one click of a demonstration. */
async function signIn(origin: string, personId: string): Promise<string> {
  const answer = await fetch(`${origin}/login/demo`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ personId }),
  })
  const cookie = answer.headers
    .getSetCookie()
    .map((set) => set.split(';')[0]!)
    .filter((set) => !set.endsWith('='))
    .join('; ')
  if (!cookie) throw new Error(`${origin} is no demonstration: ${answer.status}`)
  return cookie
}
