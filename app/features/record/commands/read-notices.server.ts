import { and, eq, isNull } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { notices } from '#db/schema/workspace.ts'
import { NoticesChanged, type ReadNotices } from '../contract-reading.ts'

/** One notice, or all of one's own, has been taken note of; said twice it stays as it was. */
export async function readNotices(ctx: Ctx, { noticeId }: ReadNotices): Promise<{ read: number }> {
  const personId = ctx.actor.id
  if (!personId) return { read: 0 }
  return ctx.write(async ({ tx, emit, audit }) => {
    const read = await tx
      .update(notices)
      .set({ readAt: ctx.now() })
      .where(
        and(
          eq(notices.personId, personId),
          isNull(notices.readAt),
          noticeId ? eq(notices.id, noticeId) : undefined,
        ),
      )
      .returning({ entryId: notices.entryId, patientId: notices.patientId })
    for (const { entryId, patientId } of read)
      await audit('record.notice.acknowledge', `record_entry/${entryId}`, { patientId })
    if (read.length > 0) await emit(NoticesChanged, { personId })
    return { read: read.length }
  })
}
