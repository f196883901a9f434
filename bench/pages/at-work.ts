import { setTimeout as sleep } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import { ask } from './client.ts'
import type { Visitors } from './visitors.ts'

// What stands open while pages are measured: everybody who is signed in has a page with its live channel, and those
// at work look at theirs, so that it refreshes by itself as `app/kernel/use-channel.ts` has it.

const REFRESH_MS = 40_000
const BELL_MS = 180_000
const JOINS_AT_ONCE = 20

export type Refresh = { appMs: number; dbMs: number; wallMs: number; isGood: boolean; requestId: string }

export type AtWork = {
  sockets: number
  /** What was asked by pages themselves since this was last read. */
  take: () => Refresh[]
  stop: () => Promise<void>
}

type Joined = { rooms: string[] }

export async function openPages(origin: string, { visitors, away }: Visitors): Promise<AtWork> {
  const sockets: Socket[] = []
  const timers: NodeJS.Timeout[] = []
  const under = new Set<Promise<unknown>>()
  let refreshes: Refresh[] = []

  const refresh = async (cookie: string, path: string) => {
    const startedAt = performance.now()
    const answer = await ask(origin, path, { cookie, accept: '*/*' }).catch(() => null)
    refreshes.push({
      appMs: answer?.appMs ?? Number.NaN,
      dbMs: answer?.dbMs ?? Number.NaN,
      wallMs: performance.now() - startedAt,
      isGood: answer?.status === 200,
      requestId: String(answer?.headers['x-request-id']),
    })
  }
  const every = (ms: number, work: () => Promise<void>) => {
    const run = () => {
      const one: Promise<void> = work().finally(() => under.delete(one))
      under.add(one)
    }
    // Not all in the same second: each began when its page was opened.
    const first = setTimeout(() => {
      run()
      timers.push(setInterval(run, ms))
    }, Math.random() * ms)
    timers.push(first)
  }
  const connect = async (cookie: string) => {
    const socket = io(origin, {
      path: '/realtime',
      transports: ['websocket'],
      forceNew: true,
      extraHeaders: { cookie, origin },
    })
    sockets.push(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', () => resolve())
      socket.once('connect_error', reject)
    })
    return socket
  }
  const join = async (socket: Socket, name: string, params: object) =>
    ((await socket.emitWithAck('join', name, params, 0)) as Joined).rooms

  const awayOnes = away.map((cookie) => async () => {
    const socket = await connect(cookie)
    await join(socket, 'day', {})
    await join(socket, 'notices', {})
  })
  const workingOnes = visitors.map((visitor) => async () => {
    const socket = await connect(visitor.cookie)
    let path = '/'
    let rooms = await join(socket, 'day', {})
    await join(socket, 'notices', {})
    visitor.opened = (opened, patientId) => {
      path = opened
      socket.emit('leave', rooms)
      rooms = []
      if (patientId) void join(socket, 'patient', { patientId }).then((joined) => (rooms = joined))
    }
    every(REFRESH_MS, () => refresh(visitor.cookie, path === '/' ? '/_root.data' : `${path}.data`))
    every(BELL_MS, () => refresh(visitor.cookie, '/notices/unread.data'))
  })
  const waiting = [...workingOnes, ...awayOnes]
  const lanes = Array.from({ length: JOINS_AT_ONCE }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await next()
  })
  await Promise.all(lanes)
  return {
    sockets: sockets.length,
    take: () => {
      const taken = refreshes
      refreshes = []
      return taken
    },
    async stop() {
      for (const timer of timers) clearInterval(timer)
      for (const visitor of visitors) delete visitor.opened
      await Promise.race([Promise.allSettled(under), sleep(10_000)])
      for (const socket of sockets) socket.disconnect()
    },
  }
}
