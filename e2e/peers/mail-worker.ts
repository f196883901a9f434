import { createDb } from '#db/client.ts'
import { sendMailsOnce } from '#workers/mail/send-mails.ts'
import { mailTransport } from '#workers/mail/transport.ts'

// A worker that stops where it hurts most: the server has taken the mail, nothing is marked yet.
const { deliver } = mailTransport({ SMTP_URL: process.env.SMTP_URL, CORDEE_DEMO: false })
const db = createDb(process.env.IDENTITY_URL!, { max: 1 })

await sendMailsOnce(db, {
  deliver: async (message) => {
    await deliver!(message)
    process.stdout.write('sent, not marked\n')
    await new Promise(() => setInterval(() => {}, 1000))
  },
  from: 'Cordée <ne-pas-repondre@cordee.example>',
  keepsParams: false,
  write: () => ({ subject: 'test', text: 'test', html: '' }),
})
