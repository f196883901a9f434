import { desc, eq } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { outgoingMails } from '#db/schema/mail.ts'
import { people } from '#db/schema/people.ts'
import type { MailView } from '../contract.ts'
import { type WrittenMail, writeMail } from '../mails.server.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'
import { displayNameOfPerson } from '../workplaces.server.ts'

const MOST_SHOWN = 100

/** The demonstration's mailbox: what the product would send. Elsewhere it does not exist. */
export async function listMails(ctx: SignInCtx): Promise<MailView[]> {
  requireDemonstration(ctx)
  const rows = await ctx.read((db) =>
    selectMails(db).orderBy(desc(outgoingMails.createdAt)).limit(MOST_SHOWN),
  )
  return rows.map((row) => asView(ctx, row))
}

export async function getMail(ctx: SignInCtx, id: string): Promise<MailView & WrittenMail> {
  requireDemonstration(ctx)
  const isId = /^[0-9a-f-]{36}$/.test(id)
  const [row] = isId ? await ctx.read((db) => selectMails(db).where(eq(outgoingMails.id, id))) : []
  if (!row) throw new DomainError('not_found', 'identity.mailNotFound')
  return { ...asView(ctx, row), ...writeMail(ctx.settings, row) }
}

function requireDemonstration({ settings }: SignInCtx) {
  if (!settings.isDemonstration) throw new DomainError('not_found', 'identity.mailNotFound')
}

const selectMails = (db: Parameters<Parameters<SignInCtx['read']>[0]>[0]) =>
  db
    .select({
      id: outgoingMails.id,
      personId: outgoingMails.personId,
      to: outgoingMails.toAddress,
      recipient: displayNameOfPerson,
      template: outgoingMails.template,
      locale: outgoingMails.locale,
      params: outgoingMails.params,
      createdAt: outgoingMails.createdAt,
      sentAt: outgoingMails.sentAt,
    })
    .from(outgoingMails)
    .innerJoin(people, eq(people.id, outgoingMails.personId))

type Row = Awaited<ReturnType<typeof selectMails>>[number]

const asView = (ctx: SignInCtx, row: Row): MailView => ({
  id: row.id,
  to: row.to,
  recipient: row.recipient,
  subject: writeMail(ctx.settings, row).subject,
  createdAt: row.createdAt.toISOString(),
  sentAt: row.sentAt?.toISOString() ?? null,
})
