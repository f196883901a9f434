import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { type NoticeReason, NoticesChanged } from '#app/features/record/contract.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'

/** What has a page of its own; of the others one sees the patient. */
const WITH_PAGE: readonly NoticeReason[] = [
  'document',
  'result',
  'abnormal_result',
  'corrected_result',
  'decision',
  'note',
]

/**
 * Where the link of a mail leads: the id says nothing to anybody but its person. Following it is taking note. Whether
 * the patient is still theirs to see, the patient's own page answers.
 */
export async function followNotice(ctx: Ctx, noticeId: string): Promise<string> {
  if (!z.uuid().safeParse(noticeId).success) throw new DomainError('not_found', 'messaging.noticeNotFound')
  return ctx.write(async ({ tx, audit, emit }) => {
    const [notice] = await tx.execute<{
      patient_id: string
      entry_id: string
      reason: NoticeReason
      is_read: boolean
    }>(sql`
      select patient_id, entry_id, reason, read_at is not null as is_read from notices
      where id = ${noticeId}::uuid and person_id = ${ctx.actor.id}::uuid`)
    if (!notice) throw new DomainError('not_found', 'messaging.noticeNotFound')
    const { patient_id: patientId, entry_id: entryId, reason } = notice
    if (!notice.is_read) {
      await tx.execute(sql`
        update notices set read_at = ${ctx.now().toISOString()}::timestamptz
        where id = ${noticeId}::uuid and person_id = ${ctx.actor.id}::uuid and read_at is null`)
      await audit('record.notice.acknowledge', `record_entry/${entryId}`, { patientId })
      await emit(NoticesChanged, { personId: ctx.actor.id! })
    }
    return WITH_PAGE.includes(reason) ? `/patients/${patientId}/entries/${entryId}` : `/patients/${patientId}`
  })
}
