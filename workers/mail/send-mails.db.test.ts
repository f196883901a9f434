import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { MINUTE } from '#app/kernel/durations.ts'
import { outgoingMails } from '#db/schema/mail.ts'
import { useDatabase } from '#db/test/harness.ts'
import { type MailSender, type Message, sendMailsOnce } from './send-mails.ts'

const t = useDatabase()
beforeEach(() => t.identityDb.delete(outgoingMails).then(() => {}))

const start = Date.now()
const at = (minutes: number) => () => new Date(start + minutes * MINUTE)

function aSender(deliver: MailSender['deliver'] = async () => {}): MailSender & { messages: Message[] } {
  const messages: Message[] = []
  return {
    messages,
    from: 'Cordée <ne-pas-repondre@cordee.example>',
    keepsParams: false,
    write: (mail) => ({ subject: mail.template, text: String(mail.params.token), html: '' }),
    deliver: async (message) => {
      messages.push(message)
      await deliver(message)
    },
  }
}

async function aMail() {
  const [row] = await t.identityDb
    .insert(outgoingMails)
    .values({
      personId: randomUUID(),
      toAddress: 'claire@example.test',
      template: 'passwordReset',
      locale: 'fr',
      params: { token: 'sealed' },
      createdAt: new Date(start),
    })
    .returning()
  return row!
}
const rowOf = async (id: string) =>
  (await t.identityDb.select().from(outgoingMails).where(eq(outgoingMails.id, id)))[0]!

describe('sending mails', () => {
  test('once, and the key to its link is forgotten then', async () => {
    const { id } = await aMail()
    const sender = aSender()
    expect(await sendMailsOnce(t.identityDb, sender, at(0))).toBe(1)
    expect(await sendMailsOnce(t.identityDb, sender, at(500))).toBe(0)
    expect(sender.messages).toMatchObject([
      { to: 'claire@example.test', text: 'sealed', messageId: `<${id}@cordee.example>` },
    ])
    expect(await rowOf(id)).toMatchObject({ params: {}, attempts: 1, lastError: null })
  })

  test('two workers never hold the same mail', async () => {
    for (let i = 0; i < 6; i++) await aMail()
    const sender = aSender(() => new Promise((resolve) => setTimeout(resolve, 20)))
    await Promise.all([
      sendMailsOnce(t.identityDb, sender, at(0)),
      sendMailsOnce(t.identityDb, sender, at(0)),
    ])
    expect(new Set(sender.messages.map((m) => m.messageId)).size).toBe(6)
    expect(sender.messages).toHaveLength(6)
  })

  test('killed between sending and marking, it goes out again under the same name, after the claim', async () => {
    const { id } = await aMail()
    const sender = aSender()
    // What the killed worker leaves: claimed, sent, not marked.
    await t.identityDb.update(outgoingMails).set({ claimedAt: at(0)(), attempts: 1 })
    expect(await sendMailsOnce(t.identityDb, sender, at(1))).toBe(0)
    expect(await sendMailsOnce(t.identityDb, sender, at(2.1))).toBe(1)
    expect(sender.messages.map((m) => m.messageId)).toEqual([`<${id}@cordee.example>`])
  })

  test('a server that fails is asked again later, less and less often, then no more', async () => {
    const { id } = await aMail()
    const sender = aSender(async () => {
      throw Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })
    })
    let minutes = 0
    const triedAt: number[] = []
    for (; minutes < 600; minutes++) {
      const before = sender.messages.length
      await sendMailsOnce(t.identityDb, sender, at(minutes))
      if (sender.messages.length > before) triedAt.push(minutes)
    }
    expect(triedAt.slice(0, 4)).toEqual([0, 3, 8, 17])
    expect(triedAt).toHaveLength(10)
    expect(await rowOf(id)).toMatchObject({ lastError: 'ETIMEDOUT', sentAt: null, params: {} })
    expect((await rowOf(id)).failedAt).not.toBeNull()
  })

  test('an address that the server refuses for good is not tried again; others go on', async () => {
    const refused = await aMail()
    const other = await aMail()
    const sender = aSender(async ({ messageId }) => {
      if (messageId.includes(refused.id))
        throw Object.assign(new Error('550 claire@example.test unknown'), {
          code: 'EENVELOPE',
          responseCode: 550,
        })
    })
    await sendMailsOnce(t.identityDb, sender, at(0))
    expect(await rowOf(refused.id)).toMatchObject({ lastError: 'EENVELOPE 550' })
    expect((await rowOf(refused.id)).failedAt).not.toBeNull()
    expect((await rowOf(other.id)).sentAt).not.toBeNull()
  })

  test('a mail that cannot be written holds back no other', async () => {
    const bad = await aMail()
    const good = await aMail()
    const sender = aSender()
    const { write } = sender
    sender.write = (mail) => {
      if (mail.id === bad.id) throw new Error('no such mail')
      return write(mail)
    }
    await sendMailsOnce(t.identityDb, sender, at(0))
    expect((await rowOf(good.id)).sentAt).not.toBeNull()
    expect((await rowOf(bad.id)).sentAt).toBeNull()
  })
})
