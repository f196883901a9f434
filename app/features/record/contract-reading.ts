import { z } from 'zod'
import { defineEvent } from '#app/kernel/events.ts'

// What reading a record takes: being told, searching in it, putting things side by side, adding to it.

/** Why something one read holds no more. */
export const NOTICE_REASONS = ['replaced', 'withdrawn', 'moved', 'entered_in_error'] as const
export type NoticeReason = (typeof NOTICE_REASONS)[number]

/** Beyond it nobody counts notices. */
export const MAX_UNREAD = 99

/** A person has a notice more, or has read one: their open pages count again. */
export const NoticesChanged = defineEvent('record.notices.changed', { personId: z.uuid() })

/** Without an id: all of one's own. */
export const ReadNotices = z.object({ noticeId: z.uuid().optional() })
export type ReadNotices = z.infer<typeof ReadNotices>

const day = z.iso.date().optional().catch(undefined)

/** The filters of a search inside a record, as its address holds them; what is not understood is left out. */
export const RecordSearchQuery = z.object({
  kind: z.string().max(30).optional().catch(undefined),
  establishment: z.uuid().optional().catch(undefined),
  author: z.string().max(200).optional().catch(undefined),
  from: day,
  to: day,
  pages: z.coerce.number().int().min(1).max(20).catch(1),
})
export type RecordSearchQuery = Partial<z.infer<typeof RecordSearchQuery>>
