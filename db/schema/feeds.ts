import { sql } from 'drizzle-orm'
import {
  boolean,
  foreignKey,
  integer,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, regionOwned, versioned } from '../columns.ts'
import { identityAll, ownEstablishment, ownerAll, regionWall } from '../policies.ts'
import { appRole } from '../roles.ts'
import { connections } from './exchange.ts'
import { establishments } from './regions.ts'
import { careUnits } from './workspace.ts'

// What surrounds the inbox: how an interface is kept, which local codes mean what, and what the feed said last.

/** For who watches the interfaces of an establishment, and for its feed: no patient in these rows. */
const watched = (table: string) => {
  const own = sql`establishment_id = (select app.establishment_id())`
  return [
    regionWall(table),
    pgPolicy(`${table}_own`, { to: appRole, using: own, withCheck: own }),
    ownerAll(table),
  ] as const
}

/** How an establishment keeps its interfaces: how long raw messages stay, when somebody is there. */
export const exchangeSettings = pgTable(
  'exchange_settings',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    establishmentId: uuid('establishment_id').notNull(),
    keepMessagesDays: integer('keep_messages_days').notNull().default(90),
    /** ISO days of the week, 1 is Monday. */
    workingDays: text('working_days').notNull().default('12345'),
    /** HH:MM in the establishment's zone. */
    workingFrom: text('working_from').notNull().default('08:00'),
    workingUntil: text('working_until').notNull().default('18:00'),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.establishmentId] }),
    foreignKey({
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    ...watched('exchange_settings'),
  ],
)

/** Opens the HTTPS intake for one connection (fr: jeton). Only its hash is kept: it is shown once. */
export const connectionTokens = pgTable(
  'connection_tokens',
  {
    ...regionOwned,
    connectionId: uuid('connection_id').notNull(),
    establishmentId: uuid('establishment_id').notNull(),
    label: text('label').notNull(),
    tokenHash: text('token_hash').notNull().unique(),
    /** Its last characters, to tell one from another. */
    hint: text('hint').notNull(),
    createdBy: uuid('created_by').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      columns: [t.regionId, t.connectionId],
      foreignColumns: [connections.regionId, connections.id],
    }),
    ...watched('connection_tokens'),
    // The token alone says whose it is: it is found before its region is known, like a sign-in.
    identityAll('connection_tokens'),
  ],
)

/** What a sender does that it should not, counted by short code, until a technician has seen to it. */
export const connectionFlags = pgTable(
  'connection_flags',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    connectionId: uuid('connection_id').notNull(),
    establishmentId: uuid('establishment_id').notNull(),
    code: text('code').notNull(),
    occurrences: integer('occurrences').notNull().default(1),
    firstAt: instant('first_at').notNull().defaultNow(),
    lastAt: instant('last_at').notNull().defaultNow(),
    /** MSH-10 of the last one, for who looks it up at the sender's. */
    lastControlId: text('last_control_id').notNull(),
    clearedAt: instant('cleared_at'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.connectionId, t.code] }),
    foreignKey({
      columns: [t.regionId, t.connectionId],
      foreignColumns: [connections.regionId, connections.id],
    }),
    ...watched('connection_flags'),
  ],
)

/** A code of a hospital's own and what it means here (fr: transcodage). Without target it waits for a technician. */
export const codeMappings = pgTable(
  'code_mappings',
  {
    ...regionOwned,
    connectionId: uuid('connection_id').notNull(),
    establishmentId: uuid('establishment_id').notNull(),
    kind: text('kind', { enum: ['unit', 'document_type', 'analysis'] }).notNull(),
    localCode: text('local_code').notNull(),
    localLabel: text('local_label'),
    /** LOINC or TRE_A05; for a unit its code among the establishment's units. */
    targetCode: text('target_code'),
    unitId: uuid('unit_id'),
    seen: integer('seen').notNull().default(0),
    firstSeenAt: instant('first_seen_at').notNull().defaultNow(),
    lastSeenAt: instant('last_seen_at').notNull().defaultNow(),
    mappedBy: uuid('mapped_by'),
    mappedAt: instant('mapped_at'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      columns: [t.regionId, t.connectionId],
      foreignColumns: [connections.regionId, connections.id],
    }),
    foreignKey({ columns: [t.regionId, t.unitId], foreignColumns: [careUnits.regionId, careUnits.id] }),
    unique('code_mappings_once').on(t.regionId, t.connectionId, t.kind, t.localCode),
    ...watched('code_mappings'),
  ],
)

/** Years of history taken in at a throttled rate (fr: reprise de l'historique): how far it is. */
export const connectionLoads = pgTable(
  'connection_loads',
  {
    ...regionOwned,
    connectionId: uuid('connection_id').notNull(),
    establishmentId: uuid('establishment_id').notNull(),
    /** Tells the same files from others when a load is taken up again. */
    fingerprint: text('fingerprint').notNull(),
    files: integer('files').notNull(),
    filesDone: integer('files_done').notNull().default(0),
    /** Bytes, of all files: what a share can be made of before the messages are counted. */
    kilobytes: integer('kilobytes').notNull(),
    kilobytesDone: integer('kilobytes_done').notNull().default(0),
    /** Messages of the file in hand that are done. */
    messagesOfFile: integer('messages_of_file').notNull().default(0),
    taken: integer('taken').notNull().default(0),
    refused: integer('refused').notNull().default(0),
    startedAt: instant('started_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      columns: [t.regionId, t.connectionId],
      foreignColumns: [connections.regionId, connections.id],
    }),
    unique('connection_loads_once').on(t.regionId, t.connectionId, t.fingerprint),
    ...watched('connection_loads'),
  ],
)

/**
 * When the feed last spoke of a thing: a person's identity, an appointment, a report. Messages arrive late
 * and twice; what was said earlier never undoes what was said later.
 */
export const feedSubjects = pgTable(
  'feed_subjects',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    establishmentId: uuid('establishment_id').notNull(),
    kind: text('kind', {
      enum: ['identity', 'consent', 'appointment', 'result', 'allergy', 'condition'],
    }).notNull(),
    number: text('number').notNull(),
    saidAt: instant('said_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.establishmentId, t.kind, t.number] }),
    regionWall('feed_subjects'),
    ownEstablishment('feed_subjects'),
    ownerAll('feed_subjects'),
  ],
)

/** Every movement of a visit (fr: mouvement) as last said: the stay is read from all of them, in any order. */
export const stayMovements = pgTable(
  'stay_movements',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    establishmentId: uuid('establishment_id').notNull(),
    visitNumber: text('visit_number').notNull(),
    /** ZBE-1, else made of what it is and when. */
    movementId: text('movement_id').notNull(),
    /** What it is: admission, transfer, discharge… */
    meaning: text('meaning').notNull(),
    happensAt: instant('happens_at').notNull(),
    saidAt: instant('said_at').notNull(),
    isCancelled: boolean('is_cancelled').notNull().default(false),
    patientClass: text('patient_class'),
    unit: text('unit'),
    attendingName: text('attending_name'),
    attendingRpps: text('attending_rpps'),
    admittedAt: instant('admitted_at'),
    dischargedAt: instant('discharged_at'),
    entryMode: text('entry_mode'),
    origin: text('origin'),
    exitMode: text('exit_mode'),
    destination: text('destination'),
    originFiness: text('origin_finess'),
    destinationFiness: text('destination_finess'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.establishmentId, t.visitNumber, t.movementId] }),
    regionWall('stay_movements'),
    ownEstablishment('stay_movements'),
    ownerAll('stay_movements'),
  ],
)
