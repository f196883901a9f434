import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { eq } from 'drizzle-orm'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { requestPasswordReset } from '#app/features/identity/commands/request-password-reset.server.ts'
import { writeMail } from '#app/features/identity/mails.server.ts'
import { isResetOpen } from '#app/features/identity/queries/get-pending-step.server.ts'
import { MINUTE } from '#app/kernel/durations.ts'
import { outgoingMails } from '#db/schema/mail.ts'
import { useDatabase } from '#db/test/harness.ts'
import { anAccount, aSignInCtx } from '#db/test/sign-in.ts'
import { sendMailsOnce } from '#workers/mail/send-mails.ts'
import { mailTransport } from '#workers/mail/transport.ts'

const t = useDatabase()
const from = 'Cordée <ne-pas-repondre@cordee.example>'

/** A real SMTP server; what it has taken is in `mails`. */
let mails: Email[] = []
let onTaken: () => void = () => {}
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo: (address, _session, done) =>
    done(
      address.address.startsWith('gone') ? Object.assign(new Error('unknown'), { responseCode: 550 }) : null,
    ),
  onData: (stream, _session, done) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk) => chunks.push(chunk))
    stream.on('end', async () => {
      mails.push(await PostalMime.parse(Buffer.concat(chunks)))
      done()
      onTaken()
    })
  },
})
let smtpUrl = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  smtpUrl = `smtp://127.0.0.1:${(server.server.address() as { port: number }).port}`
})
afterAll(() => new Promise<void>((resolve) => server.close(resolve)))
beforeEach(async () => {
  mails = []
  onTaken = () => {}
  await t.identityDb.delete(outgoingMails)
})

const openTransports: { close: () => void }[] = []
afterEach(() => {
  for (const transport of openTransports.splice(0)) transport.close()
})
function aSender(url = smtpUrl) {
  const transport = mailTransport({ SMTP_URL: url, CORDEE_DEMO: false })
  openTransports.push(transport)
  const { settings } = aSignInCtx(t, { origin: 'https://cordee.example' })
  return {
    deliver: transport.deliver!,
    from,
    keepsParams: false,
    write: (mail: Parameters<typeof writeMail>[1]) => writeMail(settings, mail),
  }
}

describe('mails through a real server', () => {
  test('a link to a new password arrives in French, in two forms, and works', async () => {
    const account = await anAccount(t)
    await requestPasswordReset(aSignInCtx(t), { email: account.email })
    expect(await sendMailsOnce(t.identityDb, aSender())).toBe(1)

    expect(mails).toHaveLength(1)
    const mail = mails[0]!
    expect(mail).toMatchObject({
      subject: 'Choisir un nouveau mot de passe',
      from: { name: 'Cordée', address: 'ne-pas-repondre@cordee.example' },
      to: [{ address: account.email }],
    })
    expect(mail.headers).toContainEqual(
      expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }),
    )
    const link = /https:\/\/cordee\.example\/login\/reset\/(\S+)/.exec(mail.text!)!
    expect(mail.html).toContain(link[0])
    expect(await isResetOpen(aSignInCtx(t), link[1]!)).toBe(true)
  })

  test('a refused address is over, a server that is away is not', async () => {
    const mailTo = (toAddress: string) => ({
      personId: crypto.randomUUID(),
      toAddress,
      template: 'newDevice',
      locale: 'en',
    })
    const [gone] = await t.identityDb.insert(outgoingMails).values(mailTo('gone@example.test')).returning()
    await sendMailsOnce(t.identityDb, aSender())
    const read = async (id: string) =>
      (await t.identityDb.select().from(outgoingMails).where(eq(outgoingMails.id, id)))[0]!
    expect(await read(gone!.id)).toMatchObject({ lastError: 'EENVELOPE 550', sentAt: null })
    expect((await read(gone!.id)).failedAt).not.toBeNull()

    const [later] = await t.identityDb.insert(outgoingMails).values(mailTo('claire@example.test')).returning()
    await sendMailsOnce(t.identityDb, aSender('smtp://127.0.0.1:1'))
    expect(await read(later!.id)).toMatchObject({ failedAt: null, sentAt: null })
    expect(await sendMailsOnce(t.identityDb, aSender(), () => new Date(Date.now() + 3 * MINUTE))).toBe(1)
    expect(mails.map((m) => m.subject)).toEqual(['Sign-in from a new device'])
  })

  test('a server without TLS gets nothing off this machine', async () => {
    const plain = smtpUrl.replace('127.0.0.1', '127.0.0.2')
    await expect(
      mailTransport({ SMTP_URL: plain, CORDEE_DEMO: false }).deliver!({
        messageId: '<a@b>',
        from,
        to: 'claire@example.test',
        subject: '',
        text: '',
        html: '',
      }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/ETLS|ESOCKET|ECONNECTION/) })
    expect(mails).toEqual([])
  })

  test('a worker killed between sending and marking: sent again under the same Message-ID', async () => {
    const account = await anAccount(t)
    await requestPasswordReset(aSignInCtx(t), { email: account.email })
    const worker = spawn(process.execPath, ['--import', 'tsx', 'e2e/peers/mail-worker.ts'], {
      env: { ...process.env, IDENTITY_URL: t.urls.DATABASE_IDENTITY_URL, SMTP_URL: smtpUrl },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines = createInterface(worker.stdout)
    const [line] = await once(lines, 'line')
    expect(line).toBe('sent, not marked')
    worker.kill('SIGKILL')
    await once(worker, 'exit')
    expect(mails).toHaveLength(1)

    expect(await sendMailsOnce(t.identityDb, aSender())).toBe(0)
    expect(await sendMailsOnce(t.identityDb, aSender(), () => new Date(Date.now() + 3 * MINUTE))).toBe(1)
    expect(mails.map((m) => m.messageId)).toEqual([mails[0]!.messageId, mails[0]!.messageId])
    expect(await sendMailsOnce(t.identityDb, aSender(), () => new Date(Date.now() + 60 * MINUTE))).toBe(0)
  })
})
