import { sql } from 'drizzle-orm'
import type { Db } from '../client.ts'

// What the catalogue must show of every table, key, function and role. Each guard answers with the names
// that break it, so an empty list is a pass and a failure says where to look.

/** Tables without a region, each with the reason why the wall does not apply. */
export const WITHOUT_REGION: Record<string, string> = {
  regions: 'is the region itself; its policy compares the id',
  people: 'global by design; visible through a membership of the region',
  sign_in_accounts: 'sign-in happens before a region is known; only app_identity has a grant',
  sign_in_sessions: 'the same',
  sign_in_steps: 'the same',
  sign_in_events: 'the same',
  recovery_codes: 'the same',
  passkeys: 'the same',
  passkey_challenges: 'the same',
  known_devices: 'the same',
  rate_limits: 'counters of sign-in; the same',
  outgoing_mails: 'addresses of sign-in; the same',
  audit_seals: 'seals of the trail of all regions: numbers and digests; only app_relay has a grant',
  socket_io_attachments: 'payloads of the socket adapter: hints without data; only app_relay has a grant',
}

/** Tables that `app_user` may not touch at all. */
export const NOT_FOR_THE_APP = [
  'sign_in_accounts',
  'sign_in_sessions',
  'sign_in_steps',
  'sign_in_events',
  'known_devices',
  'recovery_codes',
  'passkeys',
  'passkey_challenges',
  'invitations',
  'second_factor_resets',
  'calling_software',
  'contextual_calls',
  'support_accesses',
  'rate_limits',
  'outgoing_mails',
  'socket_io_attachments',
  'audit_seals',
  'name_words',
]

const names = async (owner: Db, query: ReturnType<typeof sql>) =>
  [...(await owner.execute<{ name: string }>(query))].map((row) => row.name)

const ours = sql.raw(`c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')`)
const touchedBy = (role: string) =>
  sql.raw(`(has_table_privilege('${role}', c.oid, 'select, insert, update, delete')
            or has_any_column_privilege('${role}', c.oid, 'select, insert, update'))`)

export const allTables = (owner: Db) =>
  names(
    owner,
    sql`select c.relname as name from pg_class c where ${ours} and not c.relispartition order by 1`,
  )

/** Relations with a region that do not enable and force row-level security, partitions included. */
export const withoutForce = (owner: Db) =>
  names(
    owner,
    sql`select c.relname as name from pg_class c
        where ${ours} and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'region_id')
          and not (c.relrowsecurity and c.relforcerowsecurity)`,
  )

/** Relations `app_user` can touch that have no restrictive wall, or no door at all. */
export const withoutWallOrDoor = (owner: Db) =>
  names(
    owner,
    sql`select c.relname as name from pg_class c
        where ${ours} and ${touchedBy('app_user')} and not c.relispartition
          and not (
            c.relrowsecurity and c.relforcerowsecurity
            and exists (select from pg_policy p where p.polrelid = c.oid and p.polpermissive
                        and p.polroles @> array['app_user'::regrole::oid])
            and (c.relname in ('regions', 'people')
                 or exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive
                            and p.polcmd = '*' and p.polroles = array['app_user'::regrole::oid]
                            and pg_get_expr(p.polqual, p.polrelid) like '%region_id = ( SELECT app.current_region()%'
                            and pg_get_expr(p.polwithcheck, p.polrelid) like '%region_id = ( SELECT app.current_region()%')))`,
  )

/** Policies that name PUBLIC, or a role that is not ours. */
export const policiesForAnybody = (owner: Db) =>
  names(owner, sql`select polname as name from pg_policy where 0 = any (polroles)`)

/** Foreign keys into a table with a region that do not carry it. */
export const keysWithoutRegion = (owner: Db) =>
  names(
    owner,
    sql`select conname as name from pg_constraint k
        where k.contype = 'f'
          and exists (select from pg_attribute a where a.attrelid = k.confrelid and a.attname = 'region_id')
          and not exists (select from unnest(k.conkey) col
                          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = col
                          where a.attname in ('region_id', 'membership_region_id'))`,
  )

/** Unique keys of a table with a region that do not carry it: their error would tell of another region. */
export const uniqueWithoutRegion = (owner: Db) =>
  names(
    owner,
    sql`select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid
        where i.indisunique and ${ours} and not c.relispartition
          and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'region_id')
          and not exists (select from unnest(i.indkey) col
                          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = col where a.attname = 'region_id')`,
  )

/** Roles of ours that could step over a policy. */
export const mightyRoles = (owner: Db) =>
  names(
    owner,
    sql`select rolname as name from pg_roles
        where rolname like 'app\\_%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`,
  )

/** Definer functions whose search path a caller could bend, or that anybody may call. */
export const looseFunctions = (owner: Db) =>
  names(
    owner,
    sql`select p.oid::regprocedure::text as name from pg_proc p
        where p.pronamespace = 'app'::regnamespace and p.prosecdef
          and (coalesce(p.proconfig::text, '') not like '%search_path=pg_catalog%'
               or has_function_privilege('public', p.oid, 'execute'))`,
  )

/** Views that would read with their owner's rights. */
export const viewsOfTheOwner = (owner: Db) =>
  names(
    owner,
    sql`select c.relname as name from pg_class c
        where ${ours} and c.relkind = 'v' and not coalesce(c.reloptions::text, '') like '%security_invoker=true%'`,
  )

export const touchable = (owner: Db, role: string) =>
  names(
    owner,
    sql`select c.relname as name from pg_class c where ${ours} and not c.relispartition and ${touchedBy(role)}
        order by 1`,
  )
