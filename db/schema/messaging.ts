import { sql } from 'drizzle-orm'
import { integer, jsonb, pgPolicy, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { versioned } from '../columns.ts'
import { definerInRegion, ownerAll, regionWall } from '../policies.ts'
import { appRole } from '../roles.ts'

const ofMyself = sql`person_id = (select app.actor_id())`

/**
 * What a person wants to be told and how (fr: mes avis). Who never chose has no row: the defaults are the
 * feature's. Hours are those of the region's clocks.
 */
export const notificationSettings = pgTable(
  'notification_settings',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    personId: uuid('person_id').notNull(),
    /** By what happened: none, bell, mail, digest. What is not named is as by default. */
    choices: jsonb('choices').$type<Record<string, string>>().notNull().default({}),
    digestHour: integer('digest_hour').notNull(),
    /** 1 for Monday to 7 for Sunday. */
    digestDays: integer('digest_days').array().notNull(),
    /** No mail from this hour until that one; both null: at any hour. */
    quietFrom: integer('quiet_from'),
    quietUntil: integer('quiet_until'),
    /** Patients of whom nothing new is told. Ids as they were when it was said: read through app.living_patient. */
    muted: uuid('muted').array().notNull().default(sql`'{}'::uuid[]`),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.personId] }),
    regionWall('notification_settings'),
    pgPolicy('notification_settings_own', { to: appRole, using: ofMyself, withCheck: ofMyself }),
    definerInRegion('notification_settings'),
    ownerAll('notification_settings'),
  ],
)
