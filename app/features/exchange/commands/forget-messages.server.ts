import { and, asc, eq, inArray, isNull, lt } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DAY } from '#app/kernel/durations.ts'
import { inboundMessages } from '#db/schema/exchange.ts'
import { exchangeSettings } from '#db/schema/feeds.ts'
import { type MessageStore, messageStore } from '../inbox.server.ts'

/** Where nothing was said of it. */
export const USUAL_KEEP_DAYS = 90
const AT_ONCE = 200

/**
 * Deletes the raw messages whose time is over by their establishment's rule, and keeps their envelopes. What
 * still waits is kept however old it is. The bytes go first: killed in between, the next night ends it.
 */
export async function forgetMessages(
  ctx: Ctx,
  { connectionId }: { connectionId: string },
  store: MessageStore = messageStore(),
): Promise<{ forgotten: number }> {
  const [settings] = await ctx.read((tx) =>
    tx
      .select({ days: exchangeSettings.keepMessagesDays })
      .from(exchangeSettings)
      .where(eq(exchangeSettings.establishmentId, ctx.actor.establishmentId!)),
  )
  const before = new Date(ctx.now().getTime() - (settings?.days ?? USUAL_KEEP_DAYS) * DAY)
  let forgotten = 0
  for (;;) {
    const over = await ctx.read((tx) =>
      tx
        .select({ id: inboundMessages.id, blobKey: inboundMessages.blobKey })
        .from(inboundMessages)
        .where(
          and(
            eq(inboundMessages.connectionId, connectionId),
            isNull(inboundMessages.rawDeletedAt),
            lt(inboundMessages.receivedAt, before),
            inArray(inboundMessages.state, ['filed', 'ignored', 'refused']),
          ),
        )
        .orderBy(asc(inboundMessages.receivedAt))
        .limit(AT_ONCE),
    )
    if (over.length === 0) return { forgotten }
    for (const { blobKey } of over) await store.blobs.remove(blobKey)
    const ids = over.map(({ id }) => id)
    await ctx.write(async ({ tx, audit }) => {
      await tx
        .update(inboundMessages)
        .set({ rawDeletedAt: ctx.now() })
        .where(inArray(inboundMessages.id, ids))
      await audit('exchange.messages.forget', `connection/${connectionId}`, {
        detail: { messages: ids.length },
      })
    })
    forgotten += ids.length
  }
}
