import { and, eq, isNull, sql } from 'drizzle-orm'
import { log } from '#app/kernel/log.server.ts'
import type { Db } from '#db/client.ts'
import { outgoingMails } from '#db/schema/mail.ts'

export type Message = {
  messageId: string
  from: string
  to: string
  subject: string
  text: string
  html: string
  headers?: Record<string, string>
}

export type MailSender = {
  /** Resolves when the mail server has taken the message. */
  deliver: (message: Message) => Promise<void>
  write: (mail: typeof outgoingMails.$inferSelect) => Pick<Message, 'subject' | 'text' | 'html' | 'headers'>
  from: string
  /** The demonstration's mailbox shows what was sent; elsewhere the key to a link is forgotten then. */
  keepsParams: boolean
}

const MOST_AT_ONCE = 20
const MOST_ATTEMPTS = 10

/**
 * Sends what waits, one by one: claim, send, mark, each on its own, nothing slow inside a transaction. At
 * least once: killed between sending and marking, a mail goes out again when its claim has run out, under
 * the same Message-ID, by which mail servers and readers know it. The claim lasts two minutes at first,
 * longer than a send may take, and doubles: it is also the pause after a failure.
 */
export async function sendMailsOnce(db: Db, sender: MailSender, now = () => new Date()): Promise<number> {
  let sent = 0
  for (let i = 0; i < MOST_AT_ONCE; i++) {
    const mail = await claim(db, now())
    if (!mail) break
    if (await send(db, sender, mail, now)) sent++
  }
  return sent
}

async function claim(db: Db, now: Date) {
  const isFree = sql`(${outgoingMails.claimedAt} is null or ${outgoingMails.claimedAt} <
    ${now.toISOString()}::timestamptz - make_interval(mins => least(60, power(2, ${outgoingMails.attempts}))::int))`
  const next = db
    .select({ id: outgoingMails.id })
    .from(outgoingMails)
    .where(and(isNull(outgoingMails.sentAt), isNull(outgoingMails.failedAt), isFree))
    .orderBy(outgoingMails.createdAt)
    .limit(1)
    .for('update', { skipLocked: true })
  const [mail] = await db
    .update(outgoingMails)
    .set({ claimedAt: now, attempts: sql`${outgoingMails.attempts} + 1` })
    .where(eq(outgoingMails.id, sql`(${next})`))
    .returning()
  return mail
}

async function send(
  db: Db,
  { deliver, write, from, keepsParams }: MailSender,
  mail: typeof outgoingMails.$inferSelect,
  now: () => Date,
): Promise<boolean> {
  const isThis = eq(outgoingMails.id, mail.id)
  try {
    const { subject, text, html, headers } = write(mail)
    const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'cordee.invalid'
    const messageId = `<${mail.id}@${domain}>`
    await deliver({ messageId, from, to: mail.toAddress, subject, text, html, headers })
  } catch (error) {
    const isOver = isPermanent(error) || mail.attempts >= MOST_ATTEMPTS
    log.warn({ err: error, mailId: mail.id, attempts: mail.attempts, isOver }, 'mail not sent')
    await db
      .update(outgoingMails)
      .set({ lastError: codeOf(error), ...(isOver ? { failedAt: now(), params: {} } : {}) })
      .where(isThis)
    return false
  }
  await db
    .update(outgoingMails)
    .set({ sentAt: now(), lastError: null, ...(keepsParams ? {} : { params: {} }) })
    .where(isThis)
  return true
}

type MailError = { code?: string; responseCode?: number }

/** 5xx: the server will not take this mail later either. A refused password or certificate may be mended. */
const isPermanent = (error: unknown) => {
  const { code, responseCode } = error as MailError
  return code === 'EENVELOPE' && (responseCode ?? 0) >= 500
}

/** Codes only: a server's sentence may repeat the address. */
const codeOf = (error: unknown) => {
  const { code, responseCode } = error as MailError
  return [code ?? 'unknown', responseCode].filter(Boolean).join(' ')
}
