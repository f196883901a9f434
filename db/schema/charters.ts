import { sql } from 'drizzle-orm'
import { foreignKey, integer, pgPolicy, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { instant, regionOwned } from '../columns.ts'
import { identityAll, openToRegion, ownerAll, regionWall } from '../policies.ts'
import { appRole } from '../roles.ts'
import { people } from './people.ts'
import { regions } from './regions.ts'

/** What everybody who works in a region undertakes (fr: charte d’utilisation), version by version. Never changed. */
export const charters = pgTable(
  'charters',
  {
    ...regionOwned,
    number: integer('number').notNull(),
    textFr: text('text_fr').notNull(),
    textEn: text('text_en').notNull(),
    publishedAt: instant('published_at').notNull().defaultNow(),
    publishedBy: uuid('published_by'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({ columns: [t.regionId], foreignColumns: [regions.id] }),
    unique('charters_number').on(t.regionId, t.number),
    regionWall('charters'),
    openToRegion('charters'),
    identityAll('charters'),
    ownerAll('charters'),
  ],
)

/** Who accepted which version when. */
export const charterAcceptances = pgTable(
  'charter_acceptances',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    charterId: uuid('charter_id').notNull(),
    personId: uuid('person_id').notNull(),
    acceptedAt: instant('accepted_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.charterId, t.personId] }),
    foreignKey({ columns: [t.regionId, t.charterId], foreignColumns: [charters.regionId, charters.id] }),
    foreignKey({ columns: [t.personId], foreignColumns: [people.id] }),
    regionWall('charter_acceptances'),
    pgPolicy('charter_acceptances_own', {
      for: 'select',
      to: appRole,
      using: sql`person_id = (select app.actor_id()) or (select app.actor_role()) = 'region_admin'`,
    }),
    identityAll('charter_acceptances'),
    ownerAll('charter_acceptances'),
  ],
)
