import { sql } from 'drizzle-orm'
import { foreignKey, jsonb, pgPolicy, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { versioned } from '../columns.ts'
import { ownerAll, regionWall } from '../policies.ts'
import { appRole } from '../roles.ts'
import { establishments } from './regions.ts'

/** Whom to call, when: days as digits, 1 is Monday; `until` before `from` goes over midnight. */
export type UrgentLine = { label: string; phone: string; days: string; from: string; until: string }

const own = sql`establishment_id = (select app.establishment_id())`

/** What to do and whom to call when something goes wrong under treatment (fr: carte d'urgence). No patient in it. */
export const urgentCards = pgTable(
  'urgent_cards',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    establishmentId: uuid('establishment_id').notNull(),
    lines: jsonb('lines').$type<UrgentLine[]>().notNull().default([]),
    fever: text('fever').notNull().default(''),
    otherwise: text('otherwise').notNull().default(''),
    updatedBy: uuid('updated_by'),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.establishmentId] }),
    foreignKey({
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    regionWall('urgent_cards'),
    pgPolicy('urgent_cards_region', { for: 'select', to: appRole, using: sql`true` }),
    pgPolicy('urgent_cards_own', { for: 'insert', to: appRole, withCheck: own }),
    pgPolicy('urgent_cards_own_update', { for: 'update', to: appRole, using: own, withCheck: own }),
    ownerAll('urgent_cards'),
  ],
)
