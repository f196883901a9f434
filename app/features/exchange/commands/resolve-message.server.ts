import { and, eq } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { inboundMessages } from '#db/schema/exchange.ts'
import { MessageReceived, type RetryMessage, type SkipMessage } from '../contract.ts'
import { canResolveMessage } from '../policy.ts'

/** Tries a blocked message again: its cause is mended, or was elsewhere. */
export async function retryMessage(ctx: Ctx, { messageId }: RetryMessage): Promise<void> {
  await resolve(ctx, messageId, 'waiting', {})
}

/** Leaves a blocked message out, for a reason that stays on the trail; what waits behind it goes on. */
export async function skipMessage(ctx: Ctx, { messageId, reason }: SkipMessage): Promise<void> {
  await resolve(ctx, messageId, 'ignored', { reason })
}

async function resolve(
  ctx: Ctx,
  messageId: string,
  state: 'waiting' | 'ignored',
  detail: Record<string, string>,
) {
  if (!canResolveMessage(ctx.actor)) throw new DomainError('forbidden', 'exchange.resolveNotAllowed')
  await ctx.write(async ({ tx, emit, audit }) => {
    const [message] = await tx
      .update(inboundMessages)
      .set({ state, reason: state === 'ignored' ? 'skipped' : null })
      .where(and(eq(inboundMessages.id, messageId), eq(inboundMessages.state, 'blocked')))
      .returning({ connectionId: inboundMessages.connectionId, stream: inboundMessages.stream })
    if (!message) throw new DomainError('not_found', 'exchange.messageNotBlocked')
    const action = state === 'waiting' ? 'exchange.message.retry' : 'exchange.message.skip'
    await audit(action, `inbound_message/${messageId}`, { detail })
    await emit(MessageReceived, { ...message, messageId })
  })
}
