import { and, eq, gt, isNull, lte, or, sql } from 'drizzle-orm'
import { LOCALE_LIST, type Role } from '#app/kernel/actor.ts'
import { type MailTemplate, queueMail } from '#app/kernel/mail.server.ts'
import type { Db } from '#db/client.ts'
import { signInAccounts } from '#db/schema/identity.ts'
import { memberships } from '#db/schema/people.ts'

type Members = { regionId: string; establishmentId: string; role: Role }

/** A mail to everyone of one role in an establishment, each in their language. It says that something waits. */
export async function mailMembers(
  identityDb: Db,
  { regionId, establishmentId, role }: Members,
  { template, params }: { template: MailTemplate; params?: Record<string, string | number> },
): Promise<{ mails: number }> {
  return identityDb.transaction(async (tx) => {
    const members = await tx
      .selectDistinct({
        personId: memberships.personId,
        toAddress: signInAccounts.email,
        locale: signInAccounts.locale,
      })
      .from(memberships)
      .innerJoin(signInAccounts, eq(signInAccounts.personId, memberships.personId))
      .where(
        and(
          eq(memberships.regionId, regionId),
          eq(memberships.establishmentId, establishmentId),
          eq(memberships.role, role),
          lte(memberships.startsOn, sql`current_date`),
          or(isNull(memberships.endsAt), gt(memberships.endsAt, sql`now()`)),
          isNull(signInAccounts.disabledAt),
        ),
      )
      .limit(200)
    for (const { locale, ...member } of members)
      await queueMail(tx, {
        ...member,
        locale: LOCALE_LIST.find((known) => known === locale) ?? 'fr',
        template,
        params,
      })
    return { mails: members.length }
  })
}
