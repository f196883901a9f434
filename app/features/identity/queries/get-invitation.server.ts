import { eq, sql } from 'drizzle-orm'
import { invitations } from '#db/schema/identity.ts'
import { people } from '#db/schema/people.ts'
import { findInvitation, hasAccount } from '../invitations.server.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'
import { displayNameOfPerson } from '../workplaces.server.ts'

/** What the page of an invitation says to who holds its link. Null when it opens nothing (any more). */
export async function getInvitation(ctx: SignInCtx, token: string) {
  const found = await findInvitation(ctx, token)
  if (!found) return null
  const [row] = await ctx.read((db) =>
    db
      .select({
        displayName: displayNameOfPerson,
        from: sql<string>`(select e.name from establishments e
          where e.region_id = invitations.region_id and e.id = invitations.from_establishment_id)`,
      })
      .from(invitations)
      .innerJoin(people, eq(people.id, invitations.personId))
      .where(eq(invitations.id, found.id)),
  )
  return {
    ...row!,
    place: found.practiceName,
    role: found.role,
    email: found.email,
    personId: found.personId,
    hasAccount: (await hasAccount(ctx, found.personId)) !== null,
  }
}
export type InvitationOpened = NonNullable<Awaited<ReturnType<typeof getInvitation>>>
