// `node --import tsx bench/scan.ts http://localhost:3000`: sqlmap and wapiti against a demonstration that somebody has
// signed in to, role by role. What they found, and what it means, is in docs/security-scans.md. Never against a region
// that holds patients: the tools send each form with anything in it.
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { say, table } from './machine.ts'
import { crawl, type Target } from './scan/crawl.ts'
import { type Door, openDoor } from './scan/door.ts'
import { attackWithSqlmap, attackWithWapiti, versions } from './scan/tools.ts'

const origin = new URL(process.argv[2] ?? 'http://localhost:3000').origin
const tools = (process.env.CORDEE_SCAN_TOOLS ?? 'sqlmap,wapiti').split(',')
/** What people of the demonstration do: a word of their trade finds them. */
const roles = (
  process.env.CORDEE_SCAN_ROLES ??
  'Oncologue médicale,Médecin généraliste,Administrateur d’établissement,Administratrice régionale,' +
    'Déléguée à la protection,Technicien,Identitovigilance,Infirmière'
).split(',')
const folder = mkdtempSync(join(tmpdir(), 'cordee-scan-'))

say(`${origin}, ${new Date().toISOString().slice(0, 10)}: ${versions().join(', ')}; written to ${folder}`)
const accounts: { role: string; personId: string }[] = JSON.parse(
  readFileSync('.data/demo-accounts.json', 'utf8'),
)
const known = new Set<string>()
const rows: string[][] = []
let found = 0
for (const role of roles) {
  const account = accounts.find((one) => one.role.startsWith(role))
  if (!account) throw new Error(`Nobody in the demonstration is "${role}".`)
  const door = await openDoor(origin, account.personId)
  try {
    const targets = await crawl(door)
    // What another role was shown with the same fields is one target: the same code answers.
    const fresh = targets.filter((target) => !known.has(target.key))
    for (const { key } of fresh) known.add(key)
    say(`${account.role}: ${door.counts.requests} requests to look round, ${fresh.length} targets`)
    if (tools.includes('sqlmap')) found += await run(`sqlmap, ${account.role}`, door, fresh, attackWithSqlmap)
    if (tools.includes('wapiti'))
      found += await run(`wapiti, ${account.role}`, door, targets, attackWithWapiti)
  } finally {
    await door.close()
  }
}
table('tool and role,targets,requests,5xx,database words,found,asked of us,p50 ms,p95'.split(','), rows)
process.exitCode = found > 0 ? 1 : 0

type Attack = (door: Door, targets: Target[], folder: string) => Promise<string[]>

async function run(name: string, door: Door, targets: Target[], attack: Attack): Promise<number> {
  door.reset()
  const findings = await attack(door, targets, folder)
  const { requests, failed, leaks, called, p } = door.counts
  for (const line of [...failed, ...leaks, ...findings]) say(`  ${line}`)
  const cells = [targets.length, requests, failed.size, leaks.size, findings.length, called, p(0.5), p(0.95)]
  rows.push([name, ...cells.map(String)])
  say(`${name}: ${cells.join(' | ')}`)
  return failed.size + leaks.size + findings.length + called
}
