import { desc, eq, sql } from 'drizzle-orm'
import { EntryContributed } from '#app/features/record/contract.ts'
import { fileSignedNote } from '#app/features/record/index.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { patientFiles } from '#db/schema/record.ts'
import { referralDocuments, referralServices } from '#db/schema/referrals.ts'
import type { Tx } from '#db/scope.ts'
import { canAnswer } from '../policy.ts'
import { answerTitle } from '../record-note.ts'
import { entryDocument } from './attach.server.ts'
import { lockReferral, moveReferral } from './move.server.ts'

type Input = { expectedVersion: number; answer: string; entryId?: string }

/** A doctor's signed answer: a note of the house's own record, which the asker reads there and with their request. */
export async function answerReferral(ctx: Ctx, referralId: string, input: Input): Promise<void> {
  if (!canAnswer(ctx.actor)) throw new DomainError('forbidden', 'referrals.answeringNotAllowed')
  const { expectedVersion, answer, entryId: attached } = input
  await ctx.write(async (unit) => {
    const { tx, emit } = unit
    const referral = await lockReferral(unit, ctx, { referralId, expectedVersion }, 'answer')
    const [file, [service]] = await Promise.all([
      fileOf(tx, referralId),
      tx
        .select({ name: referralServices.name })
        .from(referralServices)
        .where(eq(referralServices.id, referral.serviceId)),
    ])
    const entryId = await fileSignedNote(ctx, unit, file, {
      title: answerTitle(referral.kind, service!.name),
      body: answer,
    })
    if (attached) {
      const document = await entryDocument(tx, file.patientId, attached)
      await tx
        .insert(referralDocuments)
        .values({ referralId, ...document, isAnswer: true })
        .onConflictDoNothing()
    }
    // Written here, so the house's software has not seen it; under a number made for the request it could not file it.
    const { establishmentId } = referral
    if (!referral.madeFile)
      await emit(EntryContributed, { entryId, patientId: file.patientId, establishmentId })
    const answered = { answer, answeredBy: ctx.actor.id, answerEntryId: entryId }
    await moveReferral(ctx, unit, referral, 'answer', answered)
  })
}

/** The house has had a file since it accepted, of whoever that patient is today. */
async function fileOf(tx: Tx, referralId: string) {
  const [file] = await tx
    .select({
      id: patientFiles.id,
      establishmentId: patientFiles.establishmentId,
      patientId: patientFiles.patientId,
    })
    .from(patientFiles)
    .where(eq(patientFiles.patientId, sql`app.referral_patient(${referralId}::uuid)`))
    .orderBy(desc(patientFiles.lastActivityAt))
    .limit(1)
    .for('key share')
  if (!file) throw new DomainError('conflict', 'referrals.changed')
  return file
}
