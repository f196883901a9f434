import { sql } from 'drizzle-orm'

/** Which table holds what an entry says beyond its title, by its kind; one row an entry. */
export const FACT_TABLES = {
  condition: sql`conditions`,
  treatment: sql`treatments`,
  allergy: sql`allergies`,
  biomarker: sql`biomarkers`,
  appointment: sql`appointments`,
  note: sql`notes`,
} as const
export type FactTable = keyof typeof FACT_TABLES

/** A fact as its table has it, without what only says whose it is. */
export type FactOf<T extends { $inferSelect: object }> = Omit<T['$inferSelect'], 'regionId' | 'entryId'>
