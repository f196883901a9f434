import { z } from 'zod'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { type ConnectionState, listConnections } from './list-connections.server.ts'
import { listMessages, type MessageEnvelope } from './list-messages.server.ts'

const Params = z.object({
  connection: z.uuid().optional().catch(undefined),
  after: z.coerce.number().int().positive().optional().catch(undefined),
  only: z.literal('blocked').optional().catch(undefined),
})

export type Exchange = {
  connections: ConnectionState[]
  selectedId: string | null
  onlyBlocked: boolean
  messages: MessageEnvelope[]
  next: string | null
}

/** The interfaces of the own establishment and a page of the selected one's envelopes. */
export async function getExchange(ctx: Ctx, search: URLSearchParams): Promise<Exchange> {
  const { connection, after, only } = Params.parse(Object.fromEntries(search))
  const connections = await listConnections(ctx)
  const selectedId = (connections.find((c) => c.id === connection) ?? connections[0])?.id ?? null
  const page = selectedId
    ? await listMessages(ctx, { connectionId: selectedId, before: after, onlyBlocked: only === 'blocked' })
    : { messages: [], next: null }
  return {
    connections,
    selectedId,
    onlyBlocked: only === 'blocked',
    messages: page.messages,
    next: page.next === null ? null : String(page.next),
  }
}
