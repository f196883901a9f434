import { z } from 'zod'
import { defineEvent } from '#app/kernel/events.ts'

/** What the rest of the product may know of the feeds. Envelopes only: no content leaves the inbox here. */

export const MESSAGE_STATES = ['waiting', 'filed', 'blocked', 'ignored', 'refused'] as const
export type MessageState = (typeof MESSAGE_STATES)[number]

/** A message is in the inbox and its sender has the answer. */
export const MessageReceived = defineEvent('exchange.message.received', {
  connectionId: z.uuid(),
  messageId: z.uuid(),
  stream: z.string(),
})
/** The inbox moved: filed, blocked, or decided upon. For the screens of who watches the connection. */
export const InboxMoved = defineEvent('exchange.inbox.moved', { connectionId: z.uuid() })

export const RetryMessage = z.object({ messageId: z.uuid() })
export type RetryMessage = z.infer<typeof RetryMessage>

export const SkipMessage = z.object({ messageId: z.uuid(), reason: z.string().trim().min(5).max(200) })
export type SkipMessage = z.infer<typeof SkipMessage>
