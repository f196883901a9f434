import type { Sql } from 'postgres'

type Definition = { table: string; name: string; kind: 'f' | 'p' | 'u' | 'i'; text: string }

/** Tables that are filled in bulk: their indexes are made afterwards, in one pass each. */
export const BULK_TABLES = [
  'patients',
  'patient_files',
  'care_relations',
  'access_tokens',
  'record_entries',
  'documents',
  'document_texts',
  'stays',
  'entry_recipients',
  'entry_provenances',
  'record_visits',
] as const
export type BulkTable = (typeof BULK_TABLES)[number]

const quoted = (name: string) => `"${name}"`

/** Takes indexes and keys off the bulk tables, as the migrations made them, to be put back word for word. */
export async function takeOffIndexes(sql: Sql): Promise<Definition[]> {
  const constraints = await sql<Definition[]>`
    select c.relname as table, k.conname as name, k.contype::text as kind, pg_get_constraintdef(k.oid) as text
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where k.contype in ('f', 'p', 'u') and k.connamespace = 'public'::regnamespace and k.conparentid = 0
      and (k.conrelid = any (${tables()}::regclass[])
           or k.contype = 'f' and k.confrelid = any (${tables()}::regclass[]))
    order by k.oid`
  const indexes = await sql<Definition[]>`
    select t.relname as table, i.relname as name, 'i' as kind, pg_get_indexdef(i.oid) as text
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
    where x.indrelid = any (${tables()}::regclass[])
      and not exists (select from pg_constraint k where k.conindid = i.oid and k.contype in ('p', 'u'))
    order by i.oid`
  const all = [...constraints, ...indexes]
  for (const kind of ['f', 'u', 'p'] as const)
    for (const { table, name } of all.filter((d) => d.kind === kind))
      await sql.unsafe(`alter table public.${quoted(table)} drop constraint ${quoted(name)}`)
  for (const { name } of indexes) await sql.unsafe(`drop index public.${quoted(name)}`)
  return all
}

const tables = () => BULK_TABLES.map((table) => `public.${table}`)

/** Puts back what `takeOffIndexes` took, but for the foreign keys: those wait for every table. */
export async function putBackIndexes(sql: Sql, all: Definition[], table: BulkTable) {
  for (const { kind, name, text } of all.filter((d) => d.table === table && d.kind !== 'f'))
    await sql.unsafe(
      kind === 'i' ? text : `alter table public.${quoted(table)} add constraint ${quoted(name)} ${text}`,
    )
}

/** Validates as it goes: a row that refers to nothing fails the build. */
export async function putBackForeignKeys(sql: Sql, all: Definition[]) {
  for (const { table, name, text } of all.filter((d) => d.kind === 'f'))
    await sql.unsafe(`alter table public.${quoted(table)} add constraint ${quoted(name)} ${text}`)
}
