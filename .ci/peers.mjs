import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

// What the tests need from the machine. Debian's packages where that may be done; else a sentence, and the
// tests that need it count as skipped.
const WANTED = [
  { program: 'chromium', packages: ['chromium'], for: 'the browser journeys' },
  { program: 'redis-server', packages: ['redis-server'], for: 'the queue and sockets on Redis' },
  { program: 'pgbouncer', packages: ['pgbouncer'], for: 'the pass through a pooler' },
]

export function find(program) {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']) {
    const path = join(folder, program)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {}
  }
  return null
}

/** Installs what is missing if it may, and names what stays missing. */
export function preparePeers() {
  const missing = WANTED.filter((wanted) => !find(wanted.program))
  const mayInstall = process.platform === 'linux' && process.getuid?.() === 0 && find('apt-get')
  if (missing.length > 0 && mayInstall) {
    const packages = missing.flatMap((wanted) => wanted.packages)
    console.log(`Installing ${packages.join(', ')} for the tests`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env })
    const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages]
    const { status, stderr } = spawnSync('apt-get', install, { env, encoding: 'utf8' })
    if (status !== 0) console.error(stderr)
    // Debian starts them as services; the tests start their own, on ports of their own.
    for (const service of ['redis-server', 'pgbouncer'])
      spawnSync('service', [service, 'stop'], { stdio: 'ignore' })
  }
  const absent = WANTED.filter((wanted) => !find(wanted.program))
  for (const { program, packages, for: purpose } of absent)
    console.log(`${program} is missing, so ${purpose} are skipped: install the package ${packages[0]}.`)
  return absent.map((wanted) => wanted.program)
}
