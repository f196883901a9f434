import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, regionOwned, versioned } from '../columns.ts'
import { identityAll, ownerAll } from '../policies.ts'
import { memberRole, people } from './people.ts'
import { establishments } from './regions.ts'

// The sign-in tables: no region yet, so no wall. Only `app_identity` has a grant on them, in its own
// pool, and only features/identity may import this file.

/** How a person signs in with an e-mail and a password, then a second factor. */
export const signInAccounts = pgTable(
  'sign_in_accounts',
  {
    personId: uuid('person_id').primaryKey(),
    /** Lower case; unique over all regions. */
    email: text('email').notNull().unique(),
    /** argon2id, with its parameters in the string. Null until the person chose one. */
    passwordHash: text('password_hash'),
    passwordChangedAt: instant('password_changed_at'),
    /** TOTP secret, sealed with the server's key. Null until the person enrolled. */
    totpSecret: text('totp_secret'),
    totpEnrolledAt: instant('totp_enrolled_at'),
    /** Last accepted 30-second step: a code is good once. */
    totpLastStep: bigint('totp_last_step', { mode: 'number' }),
    locale: text('locale').notNull().default('fr'),
    disabledAt: instant('disabled_at'),
    /**
     * Whether a password may be chosen by a link to `email`. Not when the address was only typed by somebody whom
     * Pro Santé Connect signed in: a slip in it would give the account away.
     */
    mayHavePassword: boolean('may_have_password').notNull().default(true),
    /** Opened with one click in a demonstration; such an account cannot exist elsewhere. */
    isDemonstration: boolean('is_demonstration').notNull().default(false),
    ...versioned,
  },
  (t) => [foreignKey({ columns: [t.personId], foreignColumns: [people.id] })],
)

/** Codes on paper for who lost the authenticator (fr: codes de secours): each is good once. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    personId: uuid('person_id').notNull(),
    /** HMAC-SHA-256 of the code with a key that is not here. */
    codeHash: text('code_hash').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    usedAt: instant('used_at'),
  },
  (t) => [
    primaryKey({ columns: [t.personId, t.codeHash] }),
    foreignKey({ columns: [t.personId], foreignColumns: [signInAccounts.personId] }),
  ],
)

/** One open sign-in. The cookie holds a token, the row its SHA-256. */
export const signInSessions = pgTable(
  'sign_in_sessions',
  {
    id: text('id').primaryKey(),
    personId: uuid('person_id').notNull(),
    /** The membership in which the person works now; null until chosen. */
    membershipRegionId: uuid('membership_region_id'),
    membershipId: uuid('membership_id'),
    expiresAt: instant('expires_at').notNull(),
    endsAt: instant('ends_at').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    lastSeenAt: instant('last_seen_at').notNull().defaultNow(),
    confirmedAt: instant('confirmed_at').notNull().defaultNow(),
    ip: text('ip'),
    userAgent: text('user_agent'),
    method: text('method').notNull(),
  },
  (t) => [
    foreignKey({ columns: [t.personId], foreignColumns: [signInAccounts.personId] }),
    index('sign_in_sessions_by_person').on(t.personId),
    index('sign_in_sessions_by_expiry').on(t.expiresAt),
  ],
)

/** A step that waits for its second half: a second factor to enter, a password to choose. */
export const signInSteps = pgTable(
  'sign_in_steps',
  {
    /** SHA-256 of the token. */
    id: text('id').primaryKey(),
    personId: uuid('person_id').notNull(),
    kind: text('kind', { enum: ['second_factor', 'password_reset'] }).notNull(),
    /** Where the person was going, checked against the own paths when used. */
    returnTo: text('return_to'),
    /** TOTP secret that is being enrolled, sealed. */
    pendingTotpSecret: text('pending_totp_secret'),
    attempts: integer('attempts').notNull().default(0),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    foreignKey({ columns: [t.personId], foreignColumns: [signInAccounts.personId] }),
    index('sign_in_steps_by_person').on(t.personId),
  ],
)

/** What happened at the door, kept apart from the regions' trail because no region is known yet. */
export const signInEvents = pgTable(
  'sign_in_events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at').notNull().defaultNow(),
    personId: uuid('person_id'),
    action: text('action').notNull(),
    outcome: text('outcome', { enum: ['done', 'refused'] }).notNull(),
    ip: text('ip'),
    userAgent: text('user_agent'),
    requestId: text('request_id'),
    detail: jsonb('detail').$type<Record<string, string | number>>().notNull().default({}),
  },
  (t) => [index('sign_in_events_by_person').on(t.personId, t.at)],
)

/** A browser that a person signed in from before: its own throttle, so that nobody locks a doctor out. */
export const knownDevices = pgTable(
  'known_devices',
  {
    id: text('id').primaryKey(),
    personId: uuid('person_id').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    lastSeenAt: instant('last_seen_at').notNull().defaultNow(),
    userAgent: text('user_agent'),
  },
  (t) => [
    foreignKey({ columns: [t.personId], foreignColumns: [signInAccounts.personId] }),
    unique('known_devices_once').on(t.personId, t.id),
  ],
)

/** A key that the person's device or security key holds, signed for this site alone (fr: clé d’accès, passkey). */
export const passkeys = pgTable(
  'passkeys',
  {
    /** As the browser names it, base64url. */
    id: text('id').primaryKey(),
    personId: uuid('person_id').notNull(),
    /** COSE, base64url. */
    publicKey: text('public_key').notNull(),
    /** Grows with each use where the key counts; one that falls back is a copy. */
    counter: bigint('counter', { mode: 'number' }).notNull(),
    transports: jsonb('transports').$type<string[]>().notNull().default([]),
    name: text('name').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    lastUsedAt: instant('last_used_at'),
  },
  (t) => [
    foreignKey({ columns: [t.personId], foreignColumns: [signInAccounts.personId] }),
    index('passkeys_by_person').on(t.personId),
  ],
)

/** What a passkey is asked to sign: good once. */
export const passkeyChallenges = pgTable('passkey_challenges', {
  /** SHA-256 of the challenge. */
  id: text('id').primaryKey(),
  /** Who registers one; nobody yet who signs in. */
  personId: uuid('person_id'),
  expiresAt: instant('expires_at').notNull(),
})

/**
 * Somebody is asked to work in an establishment: by a link in a mail, or by a code on paper. It carries a region but
 * is opened before one is known, so the app's role has no grant on it.
 */
export const invitations = pgTable(
  'invitations',
  {
    ...regionOwned,
    /** Null while the place does not exist: the practice of a doctor who is not here yet, made when they come. */
    establishmentId: uuid('establishment_id'),
    practiceName: text('practice_name'),
    practiceCity: text('practice_city'),
    kind: text('kind', { enum: ['mail', 'letter'] }).notNull(),
    /** Known, or made with the invitation; nobody sees a person without a membership. */
    personId: uuid('person_id').notNull(),
    email: text('email'),
    role: memberRole('role').notNull(),
    isAdministrator: boolean('is_administrator').notNull().default(false),
    /** Until when they will work there; open when null. */
    worksUntil: instant('works_until'),
    /** SHA-256 of the link's token, or the keyed hash of the code. */
    secretHash: text('secret_hash').notNull(),
    attempts: integer('attempts').notNull().default(0),
    invitedBy: uuid('invited_by'),
    /** The house that asks, when the place is another: a hospital invites a correspondent. */
    fromEstablishmentId: uuid('from_establishment_id').notNull(),
    expiresAt: instant('expires_at').notNull(),
    acceptedAt: instant('accepted_at'),
    withdrawnAt: instant('withdrawn_at'),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({ columns: [t.personId], foreignColumns: [people.id] }),
    foreignKey({
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    foreignKey({
      columns: [t.regionId, t.fromEstablishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    index('invitations_by_secret').on(t.secretHash),
    index('invitations_by_person').on(t.personId),
    index('invitations_by_house').on(t.regionId, t.fromEstablishmentId, t.createdAt),
    identityAll('invitations'),
    ownerAll('invitations'),
  ],
)

/** An administrator lost every second factor: one administrator asks, another confirms. */
export const secondFactorResets = pgTable(
  'second_factor_resets',
  {
    ...regionOwned,
    establishmentId: uuid('establishment_id').notNull(),
    personId: uuid('person_id').notNull(),
    requestedBy: uuid('requested_by').notNull(),
    requestedAt: instant('requested_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    confirmedBy: uuid('confirmed_by'),
    confirmedAt: instant('confirmed_at'),
    refusedAt: instant('refused_at'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({ columns: [t.personId], foreignColumns: [people.id] }),
    foreignKey({
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    index('second_factor_resets_by_house').on(t.regionId, t.establishmentId, t.requestedAt),
    identityAll('second_factor_resets'),
    ownerAll('second_factor_resets'),
  ],
)

/** Counters of rate-limiter-flexible (its column names). */
export const rateLimits = pgTable('rate_limits', {
  key: text('key').primaryKey(),
  points: integer('points').notNull().default(0),
  expire: bigint('expire', { mode: 'number' }),
})
