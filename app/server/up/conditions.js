// What must hold before a demonstration may start. Plain JavaScript: checked before anything is installed.
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { isSameProcess } from '../../../db/embedded/processes.js'
import { refusal, say } from './messages.js'

/** @typedef {Record<string, string | undefined>} Environment */

const DATABASE = ['DATABASE_URL', 'DATABASE_DIRECT_URL', 'DATABASE_IDENTITY_URL', 'DATABASE_MIGRATE_URL']
const LOOPBACK = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/

/**
 * Accounts open with one click here: never on a database that may hold patients, never on the internet.
 * @param {Environment} env
 */
export function assertDemonstration(env) {
  const database = DATABASE.find((name) => env[name])
  if (database) throw refusal('databaseRefused', { name: database })
  const { ORIGIN: origin, HOST: host } = env
  if (origin && !(URL.canParse(origin) && LOOPBACK.test(new URL(origin).hostname)))
    throw refusal('originRefused', { origin })
  if (host && !LOOPBACK.test(host)) say('openToNetwork', { host })
}

/**
 * Where web listens and where people find it.
 * @param {Environment} env
 */
export function addressOf(env) {
  const port = env.PORT ? Number(env.PORT) : 3000
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw refusal('portInvalid', { port: env.PORT ?? '' })
  return { port, host: env.HOST || '127.0.0.1', url: env.ORIGIN || `http://localhost:${port}` }
}

/** @param {number} port @param {string} host @returns {Promise<string | null>} the error's code */
const tryListen = (port, host) =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (/** @type {NodeJS.ErrnoException} */ error) => resolve(error.code ?? 'unknown'))
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(null)))
  })

/** @param {{ port: number, host: string }} address */
export async function assertPortFree({ port, host }) {
  // Also on IPv6: a browser that goes to "localhost" may otherwise reach the other program.
  const codes = [await tryListen(port, host), await tryListen(port, '::1')]
  if (codes[0] === 'EACCES') throw refusal('portForbidden', { port })
  if (codes.includes('EADDRINUSE'))
    throw refusal('portTaken', { port, other: port + 1 > 65535 ? 3000 : port + 1 })
}

/**
 * Ends what an instance that was killed has left. They notice by themselves too; this waits for it.
 * @param {Record<string, unknown> | null} previous its lock file
 */
export async function endLeftOvers(previous) {
  const marks = /** @type {import('../../../db/embedded/processes.js').ProcessMark[]} */ (
    previous?.children ?? []
  )
  const left = () => marks.filter((mark) => isSameProcess(mark))
  if (left().length === 0) return
  say('endingLeftOvers')
  for (const [signal, patienceMs] of /** @type {const} */ ([
    ['SIGTERM', 15_000],
    ['SIGKILL', 5_000],
  ])) {
    for (const { pid } of left()) process.kill(pid, signal)
    for (const deadline = Date.now() + patienceMs; left().length > 0 && Date.now() < deadline; )
      await sleep(100)
  }
}
