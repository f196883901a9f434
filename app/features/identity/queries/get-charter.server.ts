import { desc, eq, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { charterAcceptances, charters } from '#db/schema/charters.ts'
import { people } from '#db/schema/people.ts'
import { canPublishCharter } from '../policy.ts'
import type { OpenSignIn } from '../sessions.server.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'
import { displayNameOfPerson } from '../workplaces.server.ts'

const MOST_SHOWN = 100

/** What is to be accepted before anything else; null when there is nothing. */
export async function getCharterToAccept(ctx: SignInCtx, { workplace }: Pick<OpenSignIn, 'workplace'>) {
  if (!workplace?.charterId) return null
  const [row] = await ctx.read((db) =>
    db.select().from(charters).where(eq(charters.id, workplace.charterId!)),
  )
  if (!row) return null
  return {
    id: row.id,
    number: row.number,
    text: ctx.locale === 'en' ? row.textEn : row.textFr,
    publishedAt: row.publishedAt.toISOString(),
    regionName: workplace.regionName,
  }
}

/** The newest version and who accepted it when, for the region's administrators. */
export async function getCharterPage(ctx: Ctx) {
  if (!canPublishCharter(ctx.actor)) throw new DomainError('forbidden', 'identity.charterNotYours')
  return ctx.read(async (tx) => {
    const [current] = await tx.select().from(charters).orderBy(desc(charters.number)).limit(1)
    if (!current) return { current: null, accepted: 0, acceptances: [] }
    const isCurrent = eq(charterAcceptances.charterId, current.id)
    const [counted] = await tx
      .select({ accepted: sql<number>`count(*)::int` })
      .from(charterAcceptances)
      .where(isCurrent)
    const acceptances = await tx
      .select({
        personId: charterAcceptances.personId,
        displayName: displayNameOfPerson,
        acceptedAt: charterAcceptances.acceptedAt,
      })
      .from(charterAcceptances)
      .innerJoin(people, eq(people.id, charterAcceptances.personId))
      .where(isCurrent)
      .orderBy(desc(charterAcceptances.acceptedAt))
      .limit(MOST_SHOWN)
    const { number, textFr, textEn, publishedAt } = current
    return {
      current: { number, textFr, textEn, publishedAt: publishedAt.toISOString() },
      accepted: counted!.accepted,
      acceptances: acceptances.map((a) => ({ ...a, acceptedAt: a.acceptedAt.toISOString() })),
    }
  })
}
export type CharterPageView = Awaited<ReturnType<typeof getCharterPage>>
