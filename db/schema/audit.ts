import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  index,
  integer,
  jsonb,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant } from '../columns.ts'
import { definerInRegion, ownerAll, regionWall } from '../policies.ts'
import { appRole, auditorRole, identityRole } from '../roles.ts'

/**
 * The trail: append-only, partitioned by month (the generated SQL is edited by hand for that), sealed
 * in batches. `xid` is the writing transaction: sealing goes up to a snapshot horizon, not by `seq`,
 * which would pass over rows that commit late.
 */
export const auditEntries = pgTable(
  'audit_entries',
  {
    // A sequence, not an identity: before version 17 Postgres has no identity columns in partitions.
    seq: bigserial('seq', { mode: 'number' }).notNull(),
    at: instant('at').notNull().defaultNow(),
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    actorId: uuid('actor_id'),
    actorKind: text('actor_kind').notNull(),
    actorRole: text('actor_role').notNull(),
    establishmentId: uuid('establishment_id'),
    action: text('action').notNull(),
    /** What it was done to, as `kind/id`. */
    subject: text('subject').notNull(),
    patientId: uuid('patient_id'),
    purpose: text('purpose'),
    outcome: text('outcome', { enum: ['done', 'refused'] })
      .notNull()
      .default('done'),
    requestId: text('request_id').notNull(),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull().default({}),
    xid: text('xid').notNull().default(sql`pg_current_xact_id()::text`),
  },
  (t) => [
    primaryKey({ columns: [t.at, t.seq] }),
    // What is sealed next: batches are ranges of writing transactions.
    index('audit_entries_by_transaction').on(sql`((xid)::bigint)`),
    index('audit_entries_by_actor').on(t.regionId, t.actorId, t.patientId, t.at),
    index('audit_entries_by_patient').on(t.regionId, t.patientId, t.at),
    index('audit_entries_by_establishment').on(t.regionId, t.establishmentId, t.at),
    // The privacy officer's lists: what one person did, what was done of one kind.
    index('audit_entries_by_person').on(t.regionId, t.actorId, t.at),
    index('audit_entries_by_action').on(t.regionId, t.action, t.at),
    regionWall('audit_entries'),
    pgPolicy('audit_entries_append', { for: 'insert', to: appRole, withCheck: sql`true` }),
    // A professional sees own actions; a privacy officer those of the own establishment, of the region's agency all.
    pgPolicy('audit_entries_own', {
      for: 'select',
      to: appRole,
      using: sql`actor_id = (select app.actor_id())`,
    }),
    pgPolicy('audit_entries_watched', {
      for: 'select',
      to: appRole,
      using: sql`establishment_id = (select app.watched_establishment()) or (select app.watches_region())`,
    }),
    pgPolicy('audit_entries_identity', { for: 'insert', to: identityRole, withCheck: sql`true` }),
    pgPolicy('audit_entries_auditor', { for: 'select', to: auditorRole, using: sql`true` }),
    definerInRegion('audit_entries'),
    ownerAll('audit_entries'),
  ],
)

/**
 * One link of the chain over the trail, of all regions: which writing transactions it covers, how many rows they
 * left and the digest of those, signed with a key that is not in the database. (SEC-02)
 */
export const auditSeals = pgTable('audit_seals', {
  /** 1, 2, 3… without a gap. */
  id: bigint('id', { mode: 'number' }).primaryKey(),
  /** Covers transactions from this one… */
  fromXid: bigint('from_xid', { mode: 'number' }).notNull(),
  /** …up to, but without, this one: all of them had ended. */
  toXid: bigint('to_xid', { mode: 'number' }).notNull(),
  rows: integer('rows').notNull(),
  /** SHA-256 over the digests of the rows, hex. */
  digest: text('digest').notNull(),
  sealedAt: text('sealed_at').notNull(),
  /** Signature of the seal before; empty for the first. */
  previous: text('previous').notNull(),
  keyId: text('key_id').notNull(),
  /** Ed25519 over all of the above, base64. */
  signature: text('signature').notNull(),
})
