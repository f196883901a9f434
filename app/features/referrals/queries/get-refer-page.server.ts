import { and, eq, sql } from 'drizzle-orm'
import { openPatient } from '#app/features/record/index.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { engine } from '#app/kernel/engine.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { referrals } from '#db/schema/referrals.ts'
import { canAsk } from '../policy.ts'
import { documentsOf, listAttachable } from './get-referral.server.ts'
import { listOpenServices } from './list-services.server.ts'
import { lineOf, lines } from './referral-rows.server.ts'

export type ReferPage = Awaited<ReturnType<typeof getReferPage>>

/** What it takes to ask for a patient: the draft so far, whom one can ask, what can go along, what was asked before. */
export function getReferPage(ctx: Ctx, patientId: string, maxMegabytes = engine().env.UPLOAD_MAX_MB) {
  if (!canAsk(ctx.actor)) throw new DomainError('forbidden', 'referrals.askingNotAllowed')
  return openPatient(ctx, patientId, async ({ tx }) => {
    const [draft] = await tx
      .select()
      .from(referrals)
      .where(
        and(
          eq(referrals.patientId, patientId),
          eq(referrals.askedBy, ctx.actor.id!),
          eq(referrals.state, 'draft'),
        ),
      )
    const [services, attachable, documents, before] = await Promise.all([
      listOpenServices(tx),
      listAttachable(tx, patientId),
      draft ? documentsOf(tx, draft.id) : [],
      lines(
        tx,
        sql`select * from referrals r
            where r.id = any (app.referrals_of(${patientId}::uuid)) and r.state <> 'draft'
            order by r.sent_at desc limit 20`,
        sql`r.sent_at desc`,
      ),
    ])
    return {
      patientId,
      draft: {
        id: draft?.id ?? crypto.randomUUID(),
        kind: draft?.kind ?? ('advice' as const),
        urgency: draft?.urgency ?? ('soon' as const),
        serviceId: draft?.serviceId ?? null,
        wishedPersonId: draft?.wishedPersonId ?? null,
        question: draft?.question ?? '',
        isPatientInformed: draft?.isPatientInformed ?? false,
        savedAt: draft ? draft.updatedAt.toISOString() : null,
      },
      services,
      attachable,
      documents,
      before: before.map((row) => lineOf(row, ctx.now())),
      maxMegabytes,
    }
  })
}
