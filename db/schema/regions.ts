import { sql } from 'drizzle-orm'
import {
  boolean,
  foreignKey,
  index,
  jsonb,
  pgEnum,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, regionOwned, versioned } from '../columns.ts'
import { definerInRegion, identityAll, openToRegion, ownerAll, regionWall, relayAll } from '../policies.ts'
import { appRole, definerRole } from '../roles.ts'

/** The agency's customer space: the hard wall (fr: région, GRADeS). */
export const regions = pgTable(
  'regions',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    code: text('code').notNull().unique(),
    name: text('name').notNull(),
    /** IANA zone of its dates; an establishment overseas may have its own. */
    timeZone: text('time_zone').notNull().default('Europe/Paris'),
    /** Accepts identities and messages under the national test OIDs. Never true for a region in care. */
    isTest: boolean('is_test').notNull().default(false),
    ...versioned,
  },
  () => [
    pgPolicy('regions_own', { for: 'select', to: appRole, using: sql`id = (select app.current_region())` }),
    pgPolicy('regions_definer', {
      for: 'select',
      to: definerRole,
      using: sql`id = (select app.current_region())`,
    }),
    identityAll('regions'),
    relayAll('regions'),
    ownerAll('regions'),
  ],
)

export const establishmentKind = pgEnum('establishment_kind', [
  'hospital',
  'cancer_centre',
  'clinic',
  'radiology_centre',
  'practice',
  'laboratory',
  'coordination',
])

/** Hospital, cancer centre, clinic, practice: the tenant inside a region (fr: établissement, site). */
export const establishments = pgTable(
  'establishments',
  {
    ...regionOwned,
    name: text('name').notNull(),
    kind: establishmentKind('kind').notNull(),
    /** FINESS of the site (EG); a practice may have none and is then known by its SIRET. */
    finess: text('finess'),
    /** FINESS of the legal entity (EJ). */
    legalFiness: text('legal_finess'),
    siret: text('siret'),
    city: text('city'),
    phone: text('phone'),
    timeZone: text('time_zone'),
    settings: jsonb('settings').$type<Record<string, unknown>>().notNull().default({}),
    /** Nobody works there until it is taken up again; its feeds go on, so that nothing is missing then. */
    suspendedAt: instant('suspended_at'),
    closedAt: instant('closed_at'),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({ columns: [t.regionId], foreignColumns: [regions.id] }),
    unique('establishments_finess').on(t.regionId, t.finess),
    unique('establishments_siret').on(t.regionId, t.siret),
    // Pro Santé Connect names a place before a region is known.
    index('establishments_by_finess').on(t.finess),
    index('establishments_by_siret').on(t.siret),
    index('establishments_by_name').on(t.regionId, t.name),
    regionWall('establishments'),
    openToRegion('establishments'),
    definerInRegion('establishments'),
    identityAll('establishments'),
    ownerAll('establishments'),
  ],
)
