import { and, eq, isNull, sql } from 'drizzle-orm'
import { signInAccounts } from '#db/schema/identity.ts'
import { people } from '#db/schema/people.ts'
import type { DemonstrationAccount } from '../contract.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'
import { displayNameOfPerson, workplacesOfPerson } from '../workplaces.server.ts'

const MOST_SHOWN = 40

/** Who can be with one click, in the order in which they were made; none outside a demonstration. */
export async function listDemonstrationAccounts(ctx: SignInCtx): Promise<DemonstrationAccount[]> {
  if (!ctx.settings.isDemonstration) return []
  const rows = await ctx.read((db) =>
    db
      .select({
        personId: signInAccounts.personId,
        displayName: displayNameOfPerson,
        workplaces: workplacesOfPerson,
      })
      .from(signInAccounts)
      .innerJoin(people, eq(people.id, signInAccounts.personId))
      .where(and(eq(signInAccounts.isDemonstration, true), isNull(signInAccounts.disabledAt)))
      .orderBy(signInAccounts.createdAt, sql`${signInAccounts.personId}`)
      .limit(MOST_SHOWN),
  )
  return rows.flatMap(({ workplaces, ...account }) => {
    const [first] = workplaces
    return first ? [{ ...account, role: first.role, establishmentName: first.establishmentName }] : []
  })
}
