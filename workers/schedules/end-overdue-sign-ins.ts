import { createSignInCtx, endOverdueSignIns, signInSettings } from '#app/features/identity/index.server.ts'
import { disconnectSignIn } from '#app/kernel/channels.server.ts'
import { SECOND } from '#app/kernel/durations.ts'
import type { Engine } from '#app/kernel/engine.server.ts'
import { log } from '#app/kernel/log.server.ts'

const EVERY_MS = 20 * SECOND

/** Whoever's last day is over, or whose establishment closed, loses the pages that still listen. */
export function startEndingSignIns({ env, identityDb }: Engine): { stop: () => Promise<void> } {
  const ctx = createSignInCtx({
    db: identityDb,
    settings: signInSettings(env),
    requestId: 'schedule',
    locale: 'fr',
    endSockets: (signInIds) => signInIds.forEach(disconnectSignIn),
  })
  let running: Promise<unknown> = Promise.resolve()
  const run = () => {
    running = running
      .then(() => endOverdueSignIns(ctx))
      .catch((error) => log.error({ err: error }, 'end overdue sign-ins'))
  }
  run()
  const timer = setInterval(run, EVERY_MS)
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
