import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'

/**
 * Mails the product sends to professionals: intent first, sent by the worker, shown in the demonstration's
 * mailbox. Never health data. Addresses belong to sign-in, so this table is the identity role's.
 */
export const outgoingMails = pgTable(
  'outgoing_mails',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    personId: uuid('person_id').notNull(),
    toAddress: text('to_address').notNull(),
    template: text('template').notNull(),
    locale: text('locale').notNull(),
    params: jsonb('params').$type<Record<string, string | number>>().notNull().default({}),
    createdAt: instant('created_at').notNull().defaultNow(),
    claimedAt: instant('claimed_at'),
    sentAt: instant('sent_at'),
    attempts: integer('attempts').notNull().default(0),
    failedAt: instant('failed_at'),
    lastError: text('last_error'),
  },
  (t) => [
    index('outgoing_mails_waiting').on(t.createdAt).where(sql`sent_at is null and failed_at is null`),
    index('outgoing_mails_recent').on(t.createdAt.desc().nullsFirst()),
  ],
)
