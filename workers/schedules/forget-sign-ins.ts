import { forgetOldSignIns } from '#app/features/identity/commands/forget-old-sign-ins.server.ts'
import { createSignInCtx, signInSettings } from '#app/features/identity/sign-in-ctx.server.ts'
import { HOUR } from '#app/kernel/durations.ts'
import type { Engine } from '#app/kernel/engine.server.ts'
import { log } from '#app/kernel/log.server.ts'

/** At start and every hour: sessions, steps, devices, events and mails whose time is over. */
export function startForgettingSignIns({ env, identityDb }: Engine): { stop: () => void } {
  const run = () =>
    forgetOldSignIns(
      createSignInCtx({
        db: identityDb,
        settings: signInSettings(env),
        requestId: 'schedule',
        locale: 'fr',
      }),
    ).catch((error) => log.error({ err: error }, 'forget sign-ins'))
  run()
  const timer = setInterval(run, HOUR)
  return { stop: () => clearInterval(timer) }
}
