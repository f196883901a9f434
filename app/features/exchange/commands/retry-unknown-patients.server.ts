import { and, eq } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { inboundMessages } from '#db/schema/exchange.ts'
import { MessageReceived } from '../contract.ts'

const AT_ONCE = 500

/**
 * A file was opened: messages of this establishment that waited for a patient go on. Documents often come
 * before the admission, from another software of the same hospital.
 */
export async function retryUnknownPatients(ctx: Ctx): Promise<{ retried: number }> {
  return ctx.write(async ({ tx, emit }) => {
    const waiting = await tx
      .select({ id: inboundMessages.id })
      .from(inboundMessages)
      .where(and(eq(inboundMessages.state, 'blocked'), eq(inboundMessages.reason, 'exchange.patientUnknown')))
      .orderBy(inboundMessages.seq)
      .limit(AT_ONCE)
      .for('update', { skipLocked: true })
    for (const { id } of waiting) {
      const [message] = await tx
        .update(inboundMessages)
        .set({ state: 'waiting', reason: null })
        .where(eq(inboundMessages.id, id))
        .returning({ connectionId: inboundMessages.connectionId, stream: inboundMessages.stream })
      await emit(MessageReceived, { ...message!, messageId: id })
    }
    return { retried: waiting.length }
  })
}
