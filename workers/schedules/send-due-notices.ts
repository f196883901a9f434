import { sql } from 'drizzle-orm'
import { sendDueNotices } from '#app/features/messaging/commands/send-due.server.ts'
import { systemActor } from '#app/kernel/actor.ts'
import { createCtx } from '#app/kernel/ctx.server.ts'
import { SECOND } from '#app/kernel/durations.ts'
import type { Engine } from '#app/kernel/engine.server.ts'
import { log } from '#app/kernel/log.server.ts'

const EVERY_MS = 10 * SECOND
const EVERY_MS_IN_DEMONSTRATION = 2 * SECOND

/** Mails at once and digests whose hour has come, page by page. Any number of workers look; each takes other persons. */
export function startSendingNotices(engine: Engine): { stop: () => Promise<void> } {
  let running: Promise<unknown> = Promise.resolve()
  let isLooking = false
  let isStopping = false
  const look = async () => {
    const regions = await engine.relayDb().execute<{ id: string }>(sql`select id from regions`)
    for (const { id } of regions) {
      if (isStopping) return
      const ctx = createCtx({
        db: engine.db,
        actor: systemActor(null),
        regionId: id,
        locale: 'fr',
        requestId: 'schedule',
      })
      await sendAll(ctx).catch((error) => log.error({ err: error }, 'due notices'))
    }
  }
  const sendAll = async (ctx: ReturnType<typeof createCtx>) => {
    while (!isStopping && (await sendDueNotices(ctx, engine.identityDb)).mails > 0);
  }
  const run = () => {
    if (isLooking) return
    isLooking = true
    running = look()
      .catch((error) => log.error({ err: error }, 'due notices'))
      .finally(() => {
        isLooking = false
      })
  }
  run()
  const timer = setInterval(run, engine.env.CORDEE_DEMO ? EVERY_MS_IN_DEMONSTRATION : EVERY_MS)
  return {
    async stop() {
      isStopping = true
      clearInterval(timer)
      await running
    },
  }
}
