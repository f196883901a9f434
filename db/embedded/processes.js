// Plain JavaScript: `npm run up` needs it before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/** @param {number} pid @param {string} column */
const ps = (pid, column) =>
  spawnSync('ps', ['-p', String(pid), '-o', `${column}=`], { encoding: 'utf8' }).stdout?.trim() || null

// Slim Linux images have no ps, other systems have no /proc.
const hasProc = existsSync('/proc/self/stat')

/**
 * Something that tells a process from a later one with the same id. Null where the system does not say.
 * @param {number} pid
 * @returns {string | null}
 */
export function startOf(pid) {
  if (!hasProc) return ps(pid, 'lstart')
  try {
    // The name, in parentheses, may hold spaces: count from the last one. Field 22 is the start time.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? null : (fields[19] ?? null)
  } catch {
    return null
  }
}

/**
 * A process as it can be found again later.
 * @typedef {{ pid: number, start: string | null }} ProcessMark
 * @param {number} pid
 * @returns {ProcessMark}
 */
export const markOf = (pid) => ({ pid, start: startOf(pid) })

/**
 * A pid is given out again after a restart of the machine or container; its start time is not.
 * @param {ProcessMark | null} mark
 */
export const isSameProcess = (mark) => mark !== null && isAlive(mark.pid) && startOf(mark.pid) === mark.start

/**
 * Whether this process is a Postgres server. True when the system does not say.
 * @param {number} pid
 */
export function isPostgres(pid) {
  if (process.platform === 'win32') return true
  if (!hasProc) return ps(pid, 'comm')?.includes('postgres') ?? false
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres')
  } catch {
    return false
  }
}
