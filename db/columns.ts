import { sql } from 'drizzle-orm'
import { integer, timestamp, uuid } from 'drizzle-orm/pg-core'

/** An instant. Calendar days are `date` columns in string mode, never a Date. */
export const instant = (name: string) => timestamp(name, { withTimezone: true })

/** Key of every row that belongs to a region: keys and foreign keys carry the region, RLS does not guard them. */
export const regionOwned = {
  regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
  id: uuid('id').notNull().defaultRandom(),
}

/** Optimistic concurrency and the two dates everybody asks for. */
export const versioned = {
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
}
