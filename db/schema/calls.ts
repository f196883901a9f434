import { foreignKey, index, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { instant, regionOwned } from '../columns.ts'
import { identityAll, ownerAll } from '../policies.ts'
import { people } from './people.ts'
import { establishments } from './regions.ts'

// Like a sign-in, a call is known before its region is: only `app_identity` has a grant on these tables.

/** A professional's own software that may open Cordée on a patient (fr: logiciel, appel contextuel). */
export const callingSoftware = pgTable(
  'calling_software',
  {
    ...regionOwned,
    establishmentId: uuid('establishment_id').notNull(),
    name: text('name').notNull(),
    /** What its tickets are signed with, the public half; the private one never leaves the software. */
    publicKey: jsonb('public_key').$type<Record<string, string>>().notNull(),
    algorithm: text('algorithm').notNull(),
    /** SHA-256 of the key (RFC 7638): what two people compare on the telephone. */
    thumbprint: text('thumbprint').notNull(),
    createdBy: uuid('created_by'),
    createdAt: instant('created_at').notNull().defaultNow(),
    lastUsedAt: instant('last_used_at'),
    lastRefusedAt: instant('last_refused_at'),
    /** Short code of the last refusal, for whoever sets the software up. */
    lastRefusal: text('last_refusal'),
    revokedAt: instant('revoked_at'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    index('calling_software_of_house').on(t.regionId, t.establishmentId, t.createdAt),
    index('calling_software_by_id').on(t.id),
    identityAll('calling_software'),
    ownerAll('calling_software'),
  ],
)

/** A ticket that was taken: it selects a person and a patient, and opens nothing by itself. */
export const contextualCalls = pgTable(
  'contextual_calls',
  {
    ...regionOwned,
    softwareId: uuid('software_id').notNull(),
    /** The ticket's own number: seen once, never taken again. */
    ticketId: text('ticket_id').notNull(),
    /** SHA-256 of what the browser is sent with. */
    handleHash: text('handle_hash').notNull(),
    personId: uuid('person_id').notNull(),
    /** Whom the ticket names, sealed with the server's key until the browser comes; emptied then. */
    sealedPatient: text('sealed_patient'),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    openedAt: instant('opened_at'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      columns: [t.regionId, t.softwareId],
      foreignColumns: [callingSoftware.regionId, callingSoftware.id],
    }),
    foreignKey({ columns: [t.personId], foreignColumns: [people.id] }),
    unique('contextual_calls_once').on(t.regionId, t.softwareId, t.ticketId),
    index('contextual_calls_by_handle').on(t.handleHash),
    index('contextual_calls_by_expiry').on(t.expiresAt),
    identityAll('contextual_calls'),
    ownerAll('contextual_calls'),
  ],
)
