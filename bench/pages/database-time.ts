import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'

/** What Postgres itself says its statements took, in ms. */
export type DatabaseTime = {
  /** By the reference of the request whose transactions they were. */
  byRequest: Map<string, number>
  /** What names no request: finding out who asks, once for each page, and the steps of a sign-in. */
  others: number[]
  byStatement: { text: string; count: number; total: number; max: number }[]
}

/** A pid, a text of one line or more whose other lines begin with a tab. */
const PREFIX = 'cordee %p '
const SETTINGS: Record<string, string> = {
  log_line_prefix: PREFIX,
  log_min_duration_statement: '0',
  log_parameter_max_length: '64', // the references of the requests; the people here are invented
  log_error_verbosity: 'default',
}
const FLUSH_MS = 500
/** As the product names a request; a socket that joins has one too. */
const REFERENCE = /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/

/**
 * Has Postgres write down each statement and its duration until `read` is called. What a Node process waits for
 * a statement says more about what else it does meanwhile: it draws other pages.
 */
export async function timeStatements(adminUrl: string) {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {}, idle_timeout: 0 })
  const [place] = await admin<{ folder: string; file: string }[]>`
    select current_setting('data_directory') as folder, pg_current_logfile() as file`
  for (const [name, value] of Object.entries(SETTINGS))
    await admin.unsafe(`alter system set ${name} = '${value}'`)
  await admin`select pg_reload_conf()`
  await sleep(FLUSH_MS)
  const log = openSync(join(place!.folder, place!.file), 'r')
  const from = fstatSync(log).size
  return {
    async read(requestIds: ReadonlySet<string>): Promise<DatabaseTime> {
      await sleep(FLUSH_MS)
      const written = Buffer.alloc(fstatSync(log).size - from)
      readSync(log, written, 0, written.length, from)
      return sumUp(written.toString(), requestIds)
    },
    async stop() {
      closeSync(log)
      for (const name of Object.keys(SETTINGS)) await admin.unsafe(`alter system reset ${name}`)
      await admin`select pg_reload_conf()`
      await admin.end()
    },
  }
}

type Open = { ms: number; requestId: string | null; isTransaction: boolean }

/** Adds up what each connection wrote between two ends of transactions. */
export function sumUp(log: string, requestIds: ReadonlySet<string>): DatabaseTime {
  const byRequest = new Map<string, number>()
  const others: number[] = []
  const statements = new Map<string, { count: number; total: number; max: number }>()
  const open = new Map<string, Open>()
  for (const [, pid = '', text = ''] of log.matchAll(/^cordee (\d+) (.*(?:\n\t.*)*)/gm)) {
    const current = open.get(pid) ?? { ms: 0, requestId: null, isTransaction: false }
    open.set(pid, current)
    const said =
      /^LOG: {2}duration: ([\d.]+) ms(?: {2}(parse|bind|execute|statement) ?[^:]*: ([\s\S]*))?/.exec(text)
    if (!said) {
      if (text.startsWith('DETAIL:'))
        current.requestId ??=
          [...text.matchAll(/'([^']+)'/g)].find(([, v]) => REFERENCE.test(v!))?.[1] ?? null
      continue
    }
    const [, duration, step, statement = ''] = said
    const took = Number(duration)
    current.ms += took
    const words = statement.replace(/\s+/g, ' ').trim()
    const known = statements.get(words) ?? { count: 0, total: 0, max: 0 }
    statements.set(words, {
      count: known.count + (step === 'execute' ? 1 : 0),
      total: known.total + took,
      max: Math.max(known.max, took),
    })
    if (/^begin/i.test(words)) current.isTransaction = true
    const isEnd = current.isTransaction ? /^(commit|rollback)/i.test(words) : true
    if (step === 'parse' || step === 'bind' || !isEnd) continue
    open.delete(pid)
    if (!current.requestId) others.push(current.ms)
    else if (requestIds.has(current.requestId))
      byRequest.set(current.requestId, (byRequest.get(current.requestId) ?? 0) + current.ms)
  }
  const byStatement = [...statements].map(([text, sums]) => ({ text, ...sums }))
  return { byRequest, others, byStatement: byStatement.sort((a, b) => b.total - a.total) }
}
