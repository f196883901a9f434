import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
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
import { definerInRegion, ownerAll, regionWall, relayAll } from '../policies.ts'
import { appRole } from '../roles.ts'
import { establishments } from './regions.ts'

const ownConnection = sql`establishment_id = (select app.establishment_id())`

/** One feed between a hospital's software and Cordée (fr: interface). */
export const connections = pgTable(
  'connections',
  {
    ...regionOwned,
    establishmentId: uuid('establishment_id').notNull(),
    name: text('name').notNull(),
    /** By MLLP on a port of its own, or by HTTPS alone; a token opens HTTPS for either. */
    protocol: text('protocol', { enum: ['mllp', 'https'] })
      .notNull()
      .default('mllp'),
    /** TCP port its messages arrive on: the port says whose they are. Null without MLLP. */
    port: integer('port').unique(),
    /** Charset when MSH-18 says nothing. */
    defaultCharset: text('default_charset').notNull().default('8859/1'),
    /** OID or name of the authority of its patient numbers (IPP); null takes the first PI. */
    patientAuthority: text('patient_authority'),
    /** MSH-3 and MSH-4 as its sender was announced: another one is taken and flagged. Null says nothing. */
    sendingApplication: text('sending_application'),
    sendingFacility: text('sending_facility'),
    /** The id of a document that comes again with other bytes: another document beside it, or its next version. */
    sameDocumentId: text('same_document_id', { enum: ['beside', 'version'] })
      .notNull()
      .default('beside'),
    /** Accepts MSH-11 D and T; refused unless the region is a test region. */
    acceptsTest: boolean('accepts_test').notNull().default(false),
    pausedAt: instant('paused_at'),
    lastReceivedAt: instant('last_received_at'),
    /** Initial load (fr: reprise): history comes in quietly and no faster than `load_rate` messages a second. */
    mode: text('mode', { enum: ['live', 'initial_load'] })
      .notNull()
      .default('live'),
    loadRate: integer('load_rate').notNull().default(20),
    /** Without a message for so long in working hours the technicians are told; null: nobody is. */
    silenceMinutes: integer('silence_minutes'),
    silenceToldAt: instant('silence_told_at'),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    check('connections_port', sql`(protocol = 'mllp') = (port is not null)`),
    regionWall('connections'),
    pgPolicy('connections_own', { for: 'select', to: appRole, using: ownConnection }),
    pgPolicy('connections_own_insert', { for: 'insert', to: appRole, withCheck: ownConnection }),
    pgPolicy('connections_own_update', { for: 'update', to: appRole, using: ownConnection }),
    definerInRegion('connections'),
    relayAll('connections'),
    ownerAll('connections'),
  ],
)

/**
 * The inbox: raw messages stored before their ACK and drained in order for each stream (connection and
 * patient). Bytes are in the blob store, sealed; what is here is envelope, never content.
 */
export const inboundMessages = pgTable(
  'inbound_messages',
  {
    ...regionOwned,
    seq: bigint('seq', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    connectionId: uuid('connection_id').notNull(),
    establishmentId: uuid('establishment_id').notNull(),
    receivedAt: instant('received_at').notNull().defaultNow(),
    blobKey: text('blob_key').notNull(),
    /** The bytes are gone, their time over; the envelope stays. */
    rawDeletedAt: instant('raw_deleted_at'),
    byteLength: integer('byte_length').notNull(),
    contentHash: text('content_hash').notNull(),
    /** MSH-10. */
    controlId: text('control_id').notNull(),
    /** MSH-9 as TYPE^EVENT. */
    messageType: text('message_type').notNull(),
    /** Hash of the patient's number in the message: order is kept within it. */
    stream: text('stream').notNull(),
    /** AA, AE or AR as answered; the same message again gets the same answer. */
    ackCode: text('ack_code').notNull(),
    /** The ACK as sent, base64: no patient data in it. */
    ack: text('ack').notNull(),
    state: text('state', { enum: ['waiting', 'filed', 'blocked', 'ignored', 'refused'] })
      .notNull()
      .default('waiting'),
    /** Short code of why it is blocked or refused. */
    reason: text('reason'),
    /** Taken as history: it is filed quietly, whatever its connection is by then. */
    isInitialLoad: boolean('is_initial_load').notNull().default(false),
    attempts: integer('attempts').notNull().default(0),
    filedAt: instant('filed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      columns: [t.regionId, t.connectionId],
      foreignColumns: [connections.regionId, connections.id],
    }),
    unique('inbound_messages_once').on(t.regionId, t.connectionId, t.controlId, t.contentHash),
    index('inbound_messages_waiting')
      .on(t.regionId, t.connectionId, t.stream, t.seq)
      .where(sql`state in ('waiting', 'blocked')`),
    index('inbound_messages_recent').on(t.regionId, t.connectionId, t.seq.desc().nullsFirst()),
    // How long the oldest waits, however many do.
    index('inbound_messages_oldest').on(t.regionId, t.connectionId, t.seq).where(sql`state = 'waiting'`),
    // A day's traffic, and the raw messages whose time is over.
    index('inbound_messages_raw')
      .on(t.regionId, t.connectionId, t.receivedAt)
      .where(sql`raw_deleted_at is null`),
    regionWall('inbound_messages'),
    pgPolicy('inbound_messages_own', { to: appRole, using: ownConnection, withCheck: ownConnection }),
    ownerAll('inbound_messages'),
  ],
)
