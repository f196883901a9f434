import { eq } from 'drizzle-orm'
import { mailMembers } from '#app/features/identity/index.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Db } from '#db/client.ts'
import { establishments } from '#db/schema/regions.ts'

/** The mail to the officers of the house and of the region's agency: that a glass was broken, and where to look. */
export async function mailOfficers(
  ctx: Ctx,
  { accessId, establishmentId }: { accessId: string; establishmentId: string },
  identityDb: Db,
): Promise<{ mails: number }> {
  const agencies = await ctx.read((tx) =>
    tx
      .select({ id: establishments.id })
      .from(establishments)
      .where(eq(establishments.kind, 'coordination'))
      .limit(20),
  )
  const houses = [...new Set([establishmentId, ...agencies.map(({ id }) => id)])]
  let mails = 0
  for (const house of houses) {
    const sent = await mailMembers(
      identityDb,
      { regionId: ctx.regionId, establishmentId: house, role: 'privacy_officer' },
      { template: 'glassBroken', params: { accessId } },
    )
    mails += sent.mails
  }
  return { mails }
}
