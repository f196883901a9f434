import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

export function isAlive(pid: number) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const ps = (pid: number, column: string) =>
  spawnSync('ps', ['-p', String(pid), '-o', `${column}=`], { encoding: 'utf8' }).stdout?.trim() || null

// Slim Linux images have no ps, other systems have no /proc.
const hasProc = existsSync('/proc/self/stat')

/** Something that tells a process from a later one with the same id. Null where the system does not say. */
export function startOf(pid: number): string | null {
  if (!hasProc) return ps(pid, 'lstart')
  try {
    // The name, in parentheses, may hold spaces: count from the last one. Field 22 is the start time.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}

/** Whether this process is a Postgres server. True when the system does not say. */
export function isPostgres(pid: number) {
  if (process.platform === 'win32') return true
  if (!hasProc) return ps(pid, 'comm')?.includes('postgres') ?? false
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres')
  } catch {
    return false
  }
}
