import { sql } from 'drizzle-orm'
import {
  boolean,
  date,
  foreignKey,
  index,
  pgEnum,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, regionOwned, versioned } from '../columns.ts'
import { definerInRegion, identityAll, openToRegion, ownerAll, regionWall } from '../policies.ts'
import { appRole, definerRole } from '../roles.ts'
import { establishments } from './regions.ts'

/** A professional, once for all regions (fr: professionnel). How they sign in is in identity.ts. */
export const people = pgTable(
  'people',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** National number of a health professional, 11 digits with a Luhn key. */
    rpps: text('rpps').unique(),
    /** Since when the number is known to be theirs: Pro Santé Connect said so. Typed in an invitation it is not. */
    rppsProvenAt: instant('rpps_proven_at'),
    /** The establishment whose invitation made the account: until proven, the number counts for that one alone. */
    rppsVouchedBy: uuid('rpps_vouched_by'),
    familyName: text('family_name').notNull(),
    givenName: text('given_name').notNull(),
    /** Title before the name (Dr, Pr, Mme, M.), as the directory says it. */
    title: text('title'),
    /** TRE_G15 code, 10 = doctor. */
    professionCode: text('profession_code'),
    /** TRE_R38 code, SM36 = medical oncology. */
    specialtyCode: text('specialty_code'),
    ...versioned,
  },
  () => [
    pgPolicy('people_of_region', {
      for: 'select',
      to: appRole,
      using: sql.raw(`(
    select true from public.memberships m
    where m.region_id = (select app.current_region()) and m.person_id = people.id
    limit 1)`),
    }),
    pgPolicy('people_definer', { for: 'select', to: definerRole, using: sql`true` }),
    identityAll('people'),
    ownerAll('people'),
  ],
)

export const memberRole = pgEnum('member_role', [
  'region_admin',
  'establishment_admin',
  'doctor',
  'nurse_coordinator',
  'secretary',
  'board_coordinator',
  'interface_technician',
  'identity_vigilance',
  'privacy_officer',
  // Opens only patients whose record was opened to them by name (fr: utilisateur restreint).
  'limited',
  // The region's: sees what somebody who asked for help sees, and no patient (fr: support, assistance).
  'support',
])

/** Ties a person to an establishment of a region with a role (fr: exercice, situation d'exercice). */
export const memberships = pgTable(
  'memberships',
  {
    ...regionOwned,
    personId: uuid('person_id').notNull(),
    establishmentId: uuid('establishment_id').notNull(),
    role: memberRole('role').notNull(),
    /** Beside the own trade: adds, ends and resets the people of the establishment, as a practice's doctor does. */
    isAdministrator: boolean('is_administrator').notNull().default(false),
    startsOn: date('starts_on', { mode: 'string' }).notNull().default(sql`current_date`),
    endsAt: instant('ends_at'),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({ columns: [t.personId], foreignColumns: [people.id] }),
    foreignKey({
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    unique('memberships_once').on(t.regionId, t.personId, t.establishmentId, t.role),
    index('memberships_by_establishment').on(t.regionId, t.establishmentId),
    index('memberships_by_person').on(t.personId),
    index('memberships_by_end').on(t.endsAt),
    regionWall('memberships'),
    openToRegion('memberships'),
    definerInRegion('memberships'),
    identityAll('memberships'),
    ownerAll('memberships'),
  ],
)
