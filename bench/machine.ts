import { cpus, loadavg, totalmem } from 'node:os'
import postgres from 'postgres'

export const say = (line = '') => void process.stdout.write(`${line}\n`)

const SETTINGS = [
  'shared_buffers',
  'effective_cache_size',
  'work_mem',
  'random_page_cost',
  'fsync',
  'synchronous_commit',
  'max_connections',
]

/** Without these a figure means nothing. */
export async function describeMachine(adminUrl: string) {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} })
  const settings = await sql<{ name: string; setting: string }[]>`
    select name, current_setting(name) as setting from pg_settings where name = any (${SETTINGS}) order by name`
  const [server] = await sql<{ version: string; size: string }[]>`
    select current_setting('server_version') as version,
      pg_size_pretty(pg_database_size(current_database())) as size`
  await sql.end()
  const [cpu] = cpus()
  say(`Machine   ${cpus().length} x ${cpu!.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB`)
  say(`Node      ${process.versions.node}`)
  say(`Postgres  ${server!.version}, database of ${server!.size}`)
  say(`          ${settings.map((s) => `${s.name} = ${s.setting}`).join(', ')}`)
  say(`Load      ${load()} before (1, 5 and 15 minutes); everything runs on this machine`)
  say()
}

export const load = () =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(', ')

/** The value below which a share of the measurements lies. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!
}

export const ms = (value: number) => (Number.isNaN(value) ? '-' : value.toFixed(value < 10 ? 1 : 0))

export function table(head: string[], rows: string[][]) {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)))
  const line = (cells: string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')
  say(line(head))
  for (const row of rows) say(line(row))
  say()
}
