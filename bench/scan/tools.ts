import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Target } from './crawl.ts'
import type { Door } from './door.ts'

const said = (command: string) => {
  const { stdout, stderr, error } = spawnSync(command, ['--version'], { encoding: 'utf8' })
  if (error) throw new Error(`${command} is not here: apt-get install sqlmap wapiti`)
  return `${command} ${/\d+\.\d+[\w.#]*/.exec(`${stdout}${stderr}`)?.[0]}`
}
export const versions = () => ['sqlmap', 'wapiti'].map(said)

/** Runs to its end, or to the end of our patience, and gives what it said. */
function running(command: string, args: string[], patienceMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks: string[] = []
    child.stdout.on('data', (chunk) => chunks.push(String(chunk)))
    child.stderr.on('data', (chunk) => chunks.push(String(chunk)))
    const timer = setTimeout(() => child.kill('SIGINT'), patienceMs)
    child.once('error', reject)
    child.once('close', () => {
      clearTimeout(timer)
      resolve(chunks.join(''))
    })
  })
}

const MINUTE = 60_000
const AT_ONCE = 2

/**
 * Each field of each target, and the ids in its address. Level 2 and risk 2: stacked and time-based tries with heavy
 * queries, without the OR tries of risk 3 that would change every row of a table they get through to.
 */
export async function attackWithSqlmap(door: Door, targets: Target[], folder: string): Promise<string[]> {
  const findings: string[] = []
  const waiting = targets.filter(({ path, fields }) => fields.length > 0 || /[0-9a-f-]{36}/.test(path))
  const one = async ({ key, method, path, fields }: Target, n: number) => {
    const sent = new URLSearchParams(fields).toString()
    // A star marks what to try: the first id in the address.
    const [address, query] = path.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, '$&*').split('?')
    const asked = method === 'GET' ? [sent || query].filter(Boolean).join('&') : query
    const file = join(folder, `${door.url.split(':').pop()}-${n}.txt`)
    const head = [
      `${method} ${address}${asked ? `?${asked}` : ''} HTTP/1.1`,
      `Host: ${new URL(door.url).host}`,
      'Accept: text/html',
      ...(method === 'POST' ? ['Content-Type: application/x-www-form-urlencoded'] : []),
    ]
    writeFileSync(file, `${head.join('\r\n')}\r\n\r\n${method === 'POST' ? sent : ''}`)
    const args = ['-r', file, '--batch', '--level=2', '--risk=2', '--dbms=PostgreSQL', '--time-sec=8']
    args.push(
      '--flush-session',
      '--disable-coloring',
      '--answers=custom=Y,quit=N',
      '--timeout=60',
      '--ignore-stdin',
    )
    args.push('--skip=user-agent,referer,host', '--output-dir', join(folder, 'sqlmap'))
    const output = await running('sqlmap', args, 20 * MINUTE)
    writeFileSync(file.replace('.txt', '.log'), output)
    if (/is vulnerable|sqlmap identified the following injection/.test(output))
      findings.push(`sqlmap: ${key}: see ${file.replace('.txt', '.log')}`)
    else if (!/do not appear to be injectable|all tested parameters/.test(output))
      findings.push(`sqlmap did not end as it should: ${key}: see ${file.replace('.txt', '.log')}`)
  }
  let next = 0
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let n = next++; n < waiting.length; n = next++) await one(waiting[n]!, n)
  })
  await Promise.all(workers)
  return findings
}

const MODULES =
  'sql,blindsql,xss,permanentxss,exec,file,crlf,ssrf,redirect,xxe,csrf,backup,htaccess,methods,shellshock,csp,http_headers,cookieflags'

type WapitiReport = {
  vulnerabilities: Record<string, { method: string; path: string; info: string; parameter: string }[]>
}

/** Begins at every page that our own walk found, and follows what it finds there. */
export async function attackWithWapiti(door: Door, targets: Target[], folder: string): Promise<string[]> {
  const own = join(folder, `wapiti-${door.url.split(':').pop()}`)
  mkdirSync(own, { recursive: true })
  const report = join(own, 'report.json')
  const starts = [...new Set(targets.filter((t) => t.method === 'GET').map((t) => addressOf(t)))]
  const args = ['-u', `${door.url}/`, '--scope', 'folder', '-d', '2', '--max-links-per-page', '30']
  for (const start of starts) args.push('-s', `${door.url}${start}`)
  args.push('-m', MODULES, '--max-scan-time', '180', '--max-attack-time', '120')
  args.push('--store-session', own, '--flush-session', '--no-bugreport', '-v', '1', '-t', '30')
  args.push('--endpoint', `${door.elsewhere}/`, '-f', 'json', '-o', report)
  const output = await running('wapiti', args, 150 * MINUTE)
  writeFileSync(join(own, 'output.txt'), output)
  if (!existsSync(report)) return [`wapiti did not end as it should: see ${own}`]
  const { vulnerabilities } = JSON.parse(readFileSync(report, 'utf8')) as WapitiReport
  return Object.entries(vulnerabilities).flatMap(([kind, ones]) => {
    const places = [
      ...new Set(ones.map((one) => `${one.method} ${pathOnly(one.path)} ${one.parameter ?? ''}`)),
    ]
    return places.length > 0
      ? [`wapiti: ${kind}, ${ones.length} times: ${ones[0]!.info}: ${places.slice(0, 4).join('; ')}`]
      : []
  })
}

const pathOnly = (path: string) => path.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, ':id')

const addressOf = ({ path, fields }: Target) =>
  fields.length > 0 ? `${path.split('?')[0]}?${new URLSearchParams(fields)}` : path
