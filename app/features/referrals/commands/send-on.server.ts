import { eq } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { referralDocuments, referrals } from '#db/schema/referrals.ts'
import { draftOf, valuesOf } from './draft.server.ts'
import { isAskerOf } from './move.server.ts'

/** What was refused, once more as a draft for the service that was named instead: question and documents come along. */
export async function sendOn(ctx: Ctx, referralId: string): Promise<{ patientId: string }> {
  return ctx.write(async ({ tx }) => {
    const [row] = await tx.select().from(referrals).where(eq(referrals.id, referralId))
    if (!row || !isAskerOf(ctx, row)) throw new DomainError('not_found', 'referrals.notFound')
    if (row.state !== 'refused') throw new DomainError('conflict', 'referrals.changed')
    const { patientId } = row
    const draft = await draftOf(tx, ctx, { patientId, referralId: crypto.randomUUID() })
    if (draft!.question) throw new DomainError('conflict', 'referrals.draftThere')
    const { kind, urgency, question, isPatientInformed } = row
    const serviceId = row.redirectServiceId ?? undefined
    await tx
      .update(referrals)
      .set(
        valuesOf(ctx, { kind, urgency, question, isPatientInformed, serviceId, wishedPersonId: undefined }),
      )
      .where(eq(referrals.id, draft!.id))
    const along = await tx.select().from(referralDocuments).where(eq(referralDocuments.referralId, row.id))
    for (const { id: _, referralId: _of, createdAt: _at, ...document } of along)
      if (!document.isAnswer)
        await tx
          .insert(referralDocuments)
          .values({ ...document, referralId: draft!.id })
          .onConflictDoNothing()
    return { patientId }
  })
}
