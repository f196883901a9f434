// Plain JavaScript: `npm run up` needs it before anything is installed.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isSameProcess, markOf } from './processes.js'

/** @typedef {import('./processes.js').ProcessMark & Record<string, unknown>} Owner */

/**
 * Who holds the lock, or held it last.
 * @param {string} path
 * @returns {Owner | null}
 */
export function readOwner(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** @param {string} path */
const draftOf = (path) => `${path}.${process.pid}-${Math.random().toString(36).slice(2)}`

/** @param {string} path */
function tryCreate(path) {
  const draft = draftOf(path)
  writeFileSync(draft, JSON.stringify(markOf(process.pid)))
  try {
    linkSync(draft, path) // atomic, and never seen half-written
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** @param {string} path */
function removeDead(path) {
  const aside = draftOf(path)
  try {
    renameSync(path, aside)
  } catch {
    return // someone else did
  }
  // Between our look and our rename a live process may have taken it over: give it back.
  if (isSameProcess(readOwner(aside))) {
    try {
      linkSync(aside, path)
    } catch {}
  }
  rmSync(aside, { force: true })
}

/**
 * Takes the lock file unless a live process holds it. `previous` is the dead owner it was taken from.
 * @param {string} path
 * @returns {{ holder: Owner } | { holder: null, previous: Owner | null }}
 */
export function tryLock(path) {
  /** @type {Owner | null} */
  let previous = null
  while (!tryCreate(path)) {
    const owner = readOwner(path)
    if (owner && isSameProcess(owner)) return { holder: owner }
    previous = owner ?? previous
    removeDead(path)
  }
  return { holder: null, previous }
}

/**
 * Says more about us in the lock file that we hold.
 * @param {string} path
 * @param {Record<string, unknown>} details
 */
export function describeHolder(path, details) {
  const draft = draftOf(path)
  writeFileSync(draft, JSON.stringify({ ...details, ...markOf(process.pid) }))
  renameSync(draft, path)
}

/** @param {string} path */
export const unlock = (path) => rmSync(path, { force: true })

/**
 * Runs `work` while holding a lock file. It only spares work: should two processes ever hold it at once,
 * the rename after initdb and Postgres's own postmaster.pid still let a single server win.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, work, timeoutMs = 120_000) {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const { holder } = tryLock(path)
    if (!holder) break
    if (Date.now() > deadline) throw new Error(`Waited too long for ${path}, held by process ${holder.pid}.`)
    await sleep(50)
  }
  try {
    return await work()
  } finally {
    unlock(path)
  }
}
