import type { Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import type { z } from 'zod'
import type { Ctx } from './ctx.server.ts'
import { engine } from './engine.server.ts'
import { log } from './log.server.ts'
import type { Eviction, Hint } from './reactions.ts'
import { granteeRoom, signInRoom } from './rooms.ts'

/** A page is as old as it says, and the server's answer was under way before that. */
const MARGIN_MS = 2000

type Joined = { rooms: string[]; isStale: boolean }

/** Who may listen to what: one room, or one for each thing a list is about. None when the listener may not. */
export type Channel = {
  name: string
  rooms: (ctx: Ctx, params: unknown) => Promise<string[]>
  isStale: (ctx: Ctx, params: unknown, since: Date) => Promise<boolean>
}

/**
 * `hasChanged` closes the gap between a page's load and its joining, in which hints reach nobody: a cheap
 * question whether anything happened since. Without it a page that joins always loads once more.
 */
export const defineChannel = <S extends z.ZodType>(
  name: string,
  params: S,
  mayJoin: (ctx: Ctx, params: z.infer<S>) => Promise<string | string[] | null>,
  hasChanged: (ctx: Ctx, params: z.infer<S>, since: Date) => Promise<boolean> = async () => true,
): Channel => ({
  name,
  rooms: async (ctx, raw) => {
    const parsed = params.safeParse(raw)
    const rooms = parsed.success ? await mayJoin(ctx, parsed.data) : null
    return rooms === null ? [] : [rooms].flat()
  },
  isStale: (ctx, raw, since) => hasChanged(ctx, params.parse(raw), since),
})

export type SocketIdentity = { ctx: Ctx; signInId: string }

type RealtimeOptions = {
  channels: Channel[]
  /** Asked again at each join: a sign-in ends, a work context changes while a page stays open. */
  identify: (headers: Record<string, string | string[] | undefined>) => Promise<SocketIdentity | null>
  /** Pages may be served from this origin only; without one, the request's own host. */
  origin?: string
}

/** Sockets carry hints, never data. */
export function mountRealtime(
  httpServer: HttpServer,
  { channels, identify, origin }: RealtimeOptions,
): Server {
  const io = createIo()
  io.attach(httpServer, {
    path: '/realtime',
    serveClient: false,
    allowRequest: (req, accept) => {
      const from = req.headers.origin
      const expected = origin ?? `http://${req.headers.host}`
      accept(null, from === undefined || from === expected || from === expected.replace(/^http:/, 'https:'))
    },
  })
  io.on('connection', (socket) => {
    socket.on('join', async (name: unknown, params: unknown, ageMs: unknown, answer: unknown) => {
      if (typeof answer !== 'function') return
      try {
        const since = new Date(Date.now() - (Number(ageMs) || 0) - MARGIN_MS)
        answer(await join(socket, channels, identify, { name, params, since }))
      } catch (error) {
        log.error({ err: error }, 'join')
        answer({ rooms: [], isStale: false })
      }
    })
    socket.on('leave', (rooms: unknown) => {
      for (const room of [rooms].flat()) if (typeof room === 'string') socket.leave(room)
    })
  })
  return io
}

async function join(
  socket: Socket,
  channels: Channel[],
  identify: RealtimeOptions['identify'],
  { name, params, since }: { name: unknown; params: unknown; since: Date },
): Promise<Joined> {
  const channel = channels.find((c) => c.name === name)
  const who = await identify(socket.handshake.headers)
  if (!channel || !who) return { rooms: [], isStale: false }
  await socket.join(signInRoom(who.signInId))
  for (const grantee of who.ctx.actor.grantees) await socket.join(granteeRoom(who.ctx.regionId, grantee))
  const rooms = await channel.rooms(who.ctx, params)
  if (rooms.length === 0) return { rooms, isStale: false }
  // In the room first, then the question: what happens in between is told twice rather than never.
  await socket.join(rooms)
  return { rooms, isStale: await channel.isStale(who.ctx, params, since) }
}

function createIo(): Server {
  const io = new Server({ adapter: engine().socketAdapter(), serveClient: false })
  holder.cordeeIo = io
  return io
}

const holder = globalThis as { cordeeIo?: Server }
const io = () => holder.cordeeIo ?? createIo()

/** Tells everybody in a room, in whatever process their socket is. May be lost; pages ask again by themselves. */
export function sendHint({ room, name, ids }: Hint): void {
  io().to(room).emit(name, ids)
}

/** Takes a grantee's sockets out of a room, in every process. */
export function evict({ room, who }: Eviction): void {
  if (room === null) io().in(who).disconnectSockets(true)
  else io().in(who).socketsLeave(room)
}

/** A revoked sign-in loses its sockets in every process. */
export function disconnectSignIn(signInId: string): void {
  io().in(signInRoom(signInId)).disconnectSockets(true)
}

export async function closeRealtime(): Promise<void> {
  const open = holder.cordeeIo
  holder.cordeeIo = undefined
  if (!open) return
  open.local.disconnectSockets(true) // ours only: without `local` those of every process
  // A worker only sends hints: it serves no sockets, so it has an adapter but no engine to close.
  if (open.engine) await open.close()
  else await open.of('/').adapter.close()
}
