import { sql } from 'drizzle-orm'
import { foreignKey, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { instant, regionOwned } from '../columns.ts'
import { identityAll, ownerAll } from '../policies.ts'
import { memberships, people } from './people.ts'

/**
 * Somebody asked for help and let the region's support see their screens for half an hour (fr: assistance, prise en
 * main). Asked of each request of the support's session, before a region is known: `app_identity` alone.
 */
export const supportAccesses = pgTable(
  'support_accesses',
  {
    ...regionOwned,
    /** Who is helped, and in which of their posts. */
    personId: uuid('person_id').notNull(),
    membershipId: uuid('membership_id').notNull(),
    /** Keyed hash of the code that they give by telephone. */
    codeHash: text('code_hash').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** Of the code and of the help alike. */
    expiresAt: instant('expires_at').notNull(),
    supporterId: uuid('supporter_id'),
    /** The sign-in session that sees: with it the help ends. */
    supporterSession: text('supporter_session'),
    reason: text('reason'),
    beganAt: instant('began_at'),
    endedAt: instant('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({ columns: [t.personId], foreignColumns: [people.id] }),
    foreignKey({ columns: [t.supporterId], foreignColumns: [people.id] }),
    foreignKey({
      columns: [t.regionId, t.membershipId],
      foreignColumns: [memberships.regionId, memberships.id],
    }),
    index('support_accesses_by_code').on(t.regionId, t.codeHash),
    index('support_accesses_of_person').on(t.personId, t.createdAt),
    index('support_accesses_running').on(t.supporterSession).where(sql`ended_at is null`),
    identityAll('support_accesses'),
    ownerAll('support_accesses'),
  ],
)
