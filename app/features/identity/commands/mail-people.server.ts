import { and, inArray, isNull } from 'drizzle-orm'
import { LOCALE_LIST } from '#app/kernel/actor.ts'
import { type MailTemplate, queueMail } from '#app/kernel/mail.server.ts'
import type { Db } from '#db/client.ts'
import { signInAccounts } from '#db/schema/identity.ts'

export type MailToPerson = {
  /** Chosen by who asks, so that asking again is the same mail. */
  id: string
  personId: string
  template: MailTemplate
  params: Record<string, string | number>
}

/** A page of mails, each to one person in their language; whoever has no account that opens gets none. */
export async function mailPeople(identityDb: Db, mails: readonly MailToPerson[]): Promise<void> {
  if (mails.length === 0) return
  await identityDb.transaction(async (tx) => {
    const accounts = await tx
      .select({
        personId: signInAccounts.personId,
        toAddress: signInAccounts.email,
        locale: signInAccounts.locale,
      })
      .from(signInAccounts)
      .where(
        and(
          inArray(signInAccounts.personId, [...new Set(mails.map(({ personId }) => personId))]),
          isNull(signInAccounts.disabledAt),
        ),
      )
    const accountOf = new Map(accounts.map((account) => [account.personId, account]))
    for (const mail of mails) {
      const account = accountOf.get(mail.personId)
      if (!account) continue
      const locale = LOCALE_LIST.find((known) => known === account.locale) ?? 'fr'
      await queueMail(tx, { ...mail, toAddress: account.toAddress, locale })
    }
  })
}
