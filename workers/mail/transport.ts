import { createTransport } from 'nodemailer'
import { SECOND } from '#app/kernel/durations.ts'
import type { Env } from '#app/kernel/env.server.ts'
import type { MailSender } from './send-mails.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** How mails leave: by SMTP; in a demonstration they are only kept; without either, they wait. */
export function mailTransport(env: Pick<Env, 'SMTP_URL' | 'CORDEE_DEMO'>): {
  deliver: MailSender['deliver'] | null
  close: () => void
} {
  if (!env.SMTP_URL) return { deliver: env.CORDEE_DEMO ? async () => {} : null, close: () => {} }
  const { hostname } = new URL(env.SMTP_URL)
  const smtp = createTransport({
    // Links in mails are keys: no plain text off this machine, unless the URL says `?requireTLS=false`.
    requireTLS: !LOOPBACK.includes(hostname),
    connectionTimeout: 15 * SECOND,
    greetingTimeout: 15 * SECOND,
    socketTimeout: 30 * SECOND,
    disableFileAccess: true,
    disableUrlAccess: true,
    url: env.SMTP_URL,
  })
  return {
    deliver: async (message) => {
      const headers = { ...message.headers, 'Auto-Submitted': 'auto-generated' }
      await smtp.sendMail({ ...message, headers })
    },
    close: () => smtp.close(),
  }
}
