import { sql } from 'drizzle-orm'
import {
  boolean,
  foreignKey,
  index,
  integer,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, regionOwned, versioned } from '../columns.ts'
import { byEntry, definerInRegion, ownerAll, regionWall, relayAll } from '../policies.ts'
import { appRole } from '../roles.ts'
import { recordEntries } from './entries.ts'
import { establishments } from './regions.ts'

const ownInterfaces = sql`establishment_id = (select app.establishment_id())`

/** Where Cordée sends what was brought for an establishment: its own software (fr: liaison sortante). */
export const outboundConnections = pgTable(
  'outbound_connections',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    establishmentId: uuid('establishment_id').notNull(),
    host: text('host').notNull(),
    port: integer('port').notNull(),
    usesTls: boolean('uses_tls').notNull().default(true),
    isEnabled: boolean('is_enabled').notNull().default(false),
    /** MSH-18, and the bytes that go with it. */
    charset: text('charset', { enum: ['UNICODE UTF-8', '8859/1', '8859/15'] })
      .notNull()
      .default('UNICODE UTF-8'),
    /** MSH-5 and MSH-6. */
    receivingApplication: text('receiving_application').notNull().default(''),
    receivingFacility: text('receiving_facility').notNull().default(''),
    testedAt: instant('tested_at'),
    /** Short code of what the last test found: `ok`, or why not. */
    testOutcome: text('test_outcome'),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.establishmentId] }),
    foreignKey({
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    regionWall('outbound_connections'),
    pgPolicy('outbound_connections_own', { to: appRole, using: ownInterfaces, withCheck: ownInterfaces }),
    definerInRegion('outbound_connections'),
    relayAll('outbound_connections'),
    ownerAll('outbound_connections'),
  ],
)

/**
 * One entry on its way into an establishment's software, until that software said it has it. Envelope only: what is
 * sent is built anew from the record at each attempt, always under the same MSH-10.
 */
export const outboundMessages = pgTable(
  'outbound_messages',
  {
    ...regionOwned,
    establishmentId: uuid('establishment_id').notNull(),
    entryId: uuid('entry_id').notNull(),
    /** MSH-10. */
    controlId: text('control_id').notNull(),
    /** `acknowledged` taken (AA), `parked` refused (AE, AR): waits for a technician, `dropped` is wanted no more. */
    state: text('state', { enum: ['waiting', 'acknowledged', 'parked', 'dropped'] })
      .notNull()
      .default('waiting'),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at').notNull().defaultNow(),
    /** Somebody is sending it until then; a process that died lets it go by this. */
    claimedUntil: instant('claimed_until'),
    lastAttemptAt: instant('last_attempt_at'),
    /** Short code of why not yet, or why not. */
    reason: text('reason'),
    acknowledgedAt: instant('acknowledged_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      columns: [t.regionId, t.entryId],
      foreignColumns: [recordEntries.regionId, recordEntries.id],
    }),
    foreignKey({
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [outboundConnections.regionId, outboundConnections.establishmentId],
    }),
    unique('outbound_messages_once').on(t.regionId, t.entryId, t.establishmentId),
    index('outbound_messages_due').on(t.nextAttemptAt).where(sql`state = 'waiting'`),
    index('outbound_messages_recent').on(t.regionId, t.establishmentId, t.createdAt.desc().nullsFirst()),
    regionWall('outbound_messages'),
    pgPolicy('outbound_messages_own', { to: appRole, using: ownInterfaces, withCheck: ownInterfaces }),
    // Who sees the entry sees how far it is: its author waits for it.
    byEntry('outbound_messages'),
    relayAll('outbound_messages'),
    ownerAll('outbound_messages'),
  ],
)
