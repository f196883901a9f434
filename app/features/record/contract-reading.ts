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
