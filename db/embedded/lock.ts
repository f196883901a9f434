import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive, startOf } from './processes.ts'

type Owner = { pid: number; start: string | null }

const readOwner = (path: string): Owner | null => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner
  } catch {
    return null
  }
}

// A pid is given out again after a restart of the machine or container: its start time is not.
const isHeld = (owner: Owner | null) =>
  owner !== null && isAlive(owner.pid) && startOf(owner.pid) === owner.start

function tryCreate(path: string) {
  const draft = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}`
  const owner: Owner = { pid: process.pid, start: startOf(process.pid) }
  writeFileSync(draft, JSON.stringify(owner))
  try {
    linkSync(draft, path) // atomic, and never seen half-written
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function removeDead(path: string) {
  const aside = `${path}.dead-${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return // someone else did
  }
  // Between our look and our rename a live process may have taken it over: give it back.
  if (isHeld(readOwner(aside))) {
    try {
      linkSync(aside, path)
    } catch {}
  }
  rmSync(aside, { force: true })
}

/**
 * Runs `work` while holding a lock file. It only spares work: should two processes ever hold it at once,
 * the rename after initdb and Postgres's own postmaster.pid still let a single server win.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, timeoutMs = 120_000): Promise<T> {
  const deadline = Date.now() + timeoutMs
  while (!tryCreate(path)) {
    if (!isHeld(readOwner(path))) removeDead(path)
    else if (Date.now() > deadline)
      throw new Error(`Waited too long for ${path}, held by ${readOwner(path)?.pid}.`)
    else await sleep(50)
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}
