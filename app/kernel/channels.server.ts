import type { Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import type { z } from 'zod'
import type { Ctx } from './ctx.server.ts'
import { engine } from './engine.server.ts'
import { log } from './log.server.ts'
import type { Eviction, Hint } from './reactions.ts'
import { granteeRoom, signInRoom } from './rooms.ts'

/** Who may listen to what: answers the room's name, or null when the listener may not. */
export type Channel = {
  name: string
  join: (ctx: Ctx, params: unknown) => Promise<string | null>
}

export const defineChannel = <S extends z.ZodType>(
  name: string,
  params: S,
  mayJoin: (ctx: Ctx, params: z.infer<S>) => Promise<string | null>,
): Channel => ({
  name,
  join: async (ctx, raw) => {
    const parsed = params.safeParse(raw)
    return parsed.success ? mayJoin(ctx, parsed.data) : null
  },
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
    socket.on('join', async (name: unknown, params: unknown, answer: unknown) => {
      if (typeof answer !== 'function') return
      try {
        answer({ room: await join(socket, channels, identify, name, params) })
      } catch (error) {
        log.error({ err: error }, 'join')
        answer({ room: null })
      }
    })
    socket.on('leave', (room: unknown) => {
      if (typeof room === 'string') socket.leave(room)
    })
  })
  return io
}

async function join(
  socket: Socket,
  channels: Channel[],
  identify: RealtimeOptions['identify'],
  name: unknown,
  params: unknown,
): Promise<string | null> {
  const channel = channels.find((c) => c.name === name)
  const who = await identify(socket.handshake.headers)
  if (!channel || !who) return null
  await socket.join(signInRoom(who.signInId))
  for (const grantee of who.ctx.actor.grantees) await socket.join(granteeRoom(who.ctx.regionId, grantee))
  const room = await channel.join(who.ctx, params)
  if (room) await socket.join(room)
  return room
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
  io().in(who).socketsLeave(room)
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
