import { writeMail } from '#app/features/identity/mails.server.ts'
import { signInSettings } from '#app/features/identity/sign-in-ctx.server.ts'
import type { Engine } from '#app/kernel/engine.server.ts'
import { log } from '#app/kernel/log.server.ts'
import { startLoop } from '../outbox/relay-loop.ts'
import { sendMailsOnce } from './send-mails.ts'
import { mailTransport } from './transport.ts'

/** Sends mails as they are written. Any number of workers may: a mail is claimed by one at a time. */
export function startMails({ env, identityDb }: Engine): { stop: () => Promise<void> } {
  const { deliver, close } = mailTransport(env)
  if (!deliver) {
    log.warn('SMTP_URL is not set: mails wait and nobody gets them')
    return { stop: async () => {} }
  }
  const settings = signInSettings(env)
  const sender = {
    deliver,
    from: env.MAIL_FROM,
    keepsParams: settings.isDemonstration,
    write: (mail: Parameters<typeof writeMail>[1]) => writeMail(settings, mail),
  }
  const loop = startLoop(
    { directUrl: env.DATABASE_DIRECT_URL, channel: 'cordee_mails', name: 'cordee mails' },
    () => sendMailsOnce(identityDb, sender),
  )
  return {
    async stop() {
      await loop.stop()
      close()
    },
  }
}
