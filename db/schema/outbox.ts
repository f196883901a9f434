import { sql } from 'drizzle-orm'
import { bigint, customType, index, integer, jsonb, pgPolicy, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'
import { definerInRegion, identityAll, ownerAll, regionWall, relayAll } from '../policies.ts'
import { appRole } from '../roles.ts'

/**
 * What happened, written in the transaction in which it happened; the relay turns it into jobs and hints.
 * Payloads hold ids and short codes only.
 */
export const outbox = pgTable(
  'outbox',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    establishmentId: uuid('establishment_id'),
    actorId: uuid('actor_id'),
    requestId: text('request_id').notNull(),
    name: text('name').notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    claimedAt: instant('claimed_at'),
    publishedAt: instant('published_at'),
    attempts: integer('attempts').notNull().default(0),
    /** Failed ten times: set aside so that it holds nothing back, shown to operators. */
    parkedAt: instant('parked_at'),
    lastError: text('last_error'),
  },
  (t) => [
    index('outbox_waiting').on(t.seq).where(sql`published_at is null and parked_at is null`),
    index('outbox_parked').on(t.regionId, t.parkedAt).where(sql`parked_at is not null`),
    index('outbox_published').on(t.publishedAt).where(sql`published_at is not null`),
    regionWall('outbox'),
    pgPolicy('outbox_write', { for: 'insert', to: appRole, withCheck: sql`true` }),
    pgPolicy('outbox_read', { for: 'select', to: appRole, using: sql`true` }),
    definerInRegion('outbox'),
    identityAll('outbox'),
    relayAll('outbox'),
    ownerAll('outbox'),
  ],
)

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/** Large socket payloads of @socket.io/postgres-adapter; ours are small, the table must exist. */
export const socketIoAttachments = pgTable('socket_io_attachments', {
  id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().unique(),
  createdAt: instant('created_at').defaultNow(),
  payload: bytea('payload'),
})
