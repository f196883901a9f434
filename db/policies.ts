import { sql } from 'drizzle-orm'
import { pgPolicy } from 'drizzle-orm/pg-core'
import { appRole, definerRole, identityRole, ownerRole, relayRole } from './roles.ts'

// Restrictive policies are ANDed, permissive ones ORed: the wall always stands, and behind it at
// least one door must open. `(select ...)` around a function is evaluated once per query.

const inRegion = sql`region_id = (select app.current_region())`

/** No row of another region, ever. */
export const regionWall = (table: string) =>
  pgPolicy(`${table}_region_wall`, { as: 'restrictive', to: appRole, using: inRegion, withCheck: inRegion })

/** Everyone of the region. For rows that are not about a patient. */
export const openToRegion = (table: string) =>
  pgPolicy(`${table}_region`, { to: appRole, using: sql`true`, withCheck: sql`true` })

/** A plain equality on the own establishment: the driver tables of lists and the writes of clinical staff. */
export const ownEstablishment = (table: string, column = 'establishment_id') =>
  pgPolicy(`${table}_own`, {
    to: appRole,
    using: sql.raw(`${column} = (select app.files_of())`),
    withCheck: sql.raw(`${column} = (select app.files_of())`),
  })

const ownFile = (region: string, patient: string, and = '') => `(
    select true from public.patient_files f
    where f.region_id = ${region} and f.patient_id = ${patient}
      and f.establishment_id = (select app.files_of())${and}
    limit 1)`

const relation = (region: string, patient: string, and = '') => `(
    select true from public.care_relations c
    where c.region_id = ${region} and c.patient_id = ${patient}
      and c.grantee_id = any ((select app.grantees())::uuid[])${and}
      and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now())
    limit 1)`

/**
 * Whoever may see the patient may see the row: by the own establishment's file, else by a care relation.
 * Scalar sub-selects with `limit 1`, never `exists` or `in`: those can be hashed, which reads every
 * relation of the grantee for each query (200 ms at size). `coalesce` asks the second only if needed.
 */
export const patientDoor = (table: string, patientColumn = 'patient_id') =>
  pgPolicy(`${table}_patient_door`, {
    for: 'select',
    to: appRole,
    using: sql.raw(
      `coalesce(${ownFile(`${table}.region_id`, `${table}.${patientColumn}`)},\n  ${relation(`${table}.region_id`, `${table}.${patientColumn}`)})`,
    ),
  })

/**
 * The spine's door. An own file opens what the establishment wrote itself and what was sent to it
 * (reach `own`): creating a file is no key to the region. A relation of reach `shared` opens the rest.
 */
export const entryDoor = () =>
  pgPolicy('record_entries_patient_door', {
    for: 'select',
    to: appRole,
    using: sql.raw(
      `coalesce(${ownFile(
        'record_entries.region_id',
        'record_entries.patient_id',
        `
      and (f.establishment_id = record_entries.establishment_id or (
        select true from public.entry_recipients r
        where r.region_id = record_entries.region_id and r.entry_id = record_entries.id
          and r.establishment_id = f.establishment_id
        limit 1))`,
      )},\n  ${relation('record_entries.region_id', 'record_entries.patient_id', "\n      and c.reach = 'shared'")})`,
    ),
  })

/** Not for who reads the agenda alone: a practice secretary to whom a doctor gave no more (fr: secrétariat). */
export const notForAgenda = (table: string, otherwise = '') =>
  pgPolicy(`${table}_agenda`, {
    as: 'restrictive',
    for: 'select',
    to: appRole,
    using: sql.raw(`not (select app.reads_agenda_only())${otherwise}`),
  })

/** Rows that hang on an entry of the spine: visible when the entry is. */
export const byEntry = (table: string, entryColumn = 'entry_id') =>
  pgPolicy(`${table}_by_entry`, {
    for: 'select',
    to: appRole,
    using: sql.raw(`(
    select true from public.record_entries e
    where e.region_id = ${table}.region_id and e.id = ${table}.${entryColumn}
    limit 1)`),
  })

/** Writing what hangs on an entry: the entry must be the own establishment's. */
export const writtenWithEntry = (table: string, entryColumn = 'entry_id') =>
  pgPolicy(`${table}_insert`, {
    for: 'insert',
    to: appRole,
    withCheck: sql.raw(`(
    select e.establishment_id = (select app.files_of()) from public.record_entries e
    where e.region_id = ${table}.region_id and e.id = ${table}.${entryColumn})`),
  })

/** Keeping up to date what hangs on an own entry. */
export const updatedWithEntry = (table: string, entryColumn = 'entry_id') =>
  pgPolicy(`${table}_update`, {
    for: 'update',
    to: appRole,
    using: sql.raw(`(
    select e.establishment_id = (select app.files_of()) from public.record_entries e
    where e.region_id = ${table}.region_id and e.id = ${table}.${entryColumn})`),
  })

/** What the definer functions may touch: one region, whatever they were asked. */
export const definerInRegion = (table: string) =>
  pgPolicy(`${table}_definer`, { to: definerRole, using: inRegion, withCheck: inRegion })

/** FORCE binds the owner: without this its UPDATE in a migration would touch no row and say nothing. */
export const ownerAll = (table: string) =>
  pgPolicy(`${table}_owner`, { to: ownerRole, using: sql`true`, withCheck: sql`true` })

export const identityAll = (table: string) =>
  pgPolicy(`${table}_identity`, { to: identityRole, using: sql`true`, withCheck: sql`true` })

export const relayAll = (table: string) =>
  pgPolicy(`${table}_relay`, { to: relayRole, using: sql`true`, withCheck: sql`true` })
