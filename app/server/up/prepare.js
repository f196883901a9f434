// Plain JavaScript without packages: this is what installs them.
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, lstatSync, mkdirSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { tryLock, unlock } from '../../../db/embedded/lock.js'
import { refusal, say, step } from './messages.js'
import { isBuilt, isInstalled } from './sources.js'

export const DATA = '.data'
export const DATABASE = 'cordee'
export const LOCK = join(DATA, 'up.lock')

/**
 * Makes this process the one instance of this folder. Null: another one serves it already, and was named.
 * @returns {Promise<{ previous: import('../../../db/embedded/lock.js').Owner | null } | null>}
 */
export async function becomeInstance() {
  openFolder(DATA)
  let told = false
  for (;;) {
    const attempt = tryLock(LOCK)
    if (!attempt.holder) return { previous: attempt.previous }
    const { pid, url } = attempt.holder
    if (url) {
      say('alreadyRunning', { pid, url: String(url) })
      return null
    }
    if (!told) say('otherIsStarting', { pid })
    told = true
    await sleep(300)
  }
}

export const leave = () => unlock(LOCK)

/** @param {string} folder */
function openFolder(folder) {
  try {
    // Open to all: root's unprivileged Postgres must pass. What is private inside is closed by itself.
    mkdirSync(folder, { recursive: true, mode: 0o755 })
    accessSync(folder, constants.W_OK)
    for (const file of [LOCK, join(folder, 'secrets.json')])
      if (existsSync(file)) accessSync(file, constants.R_OK)
  } catch {
    throw refusal('folderClosed', { folder })
  }
}

/** @param {{ dev: boolean }} options */
export async function prepare({ dev }) {
  if (!isInstalled()) await step('installing', install)
  if (!dev && !isBuilt()) await step('building', build)
}

async function install() {
  // npm empties what it finds: behind a link that is somebody else's folder. It makes its own instead.
  if (lstatSync('node_modules', { throwIfNoEntry: false })?.isSymbolicLink()) unlinkSync('node_modules')
  // The npm that started us; without it the one on the PATH. Development packages too: they build.
  const own = process.env.npm_execpath
  const args = ['ci', '--include=dev', '--include=optional', '--no-fund', '--no-audit']
  const code = own?.endsWith('.js')
    ? await run(process.execPath, [own, ...args])
    : await run('npm', args, { shell: process.platform === 'win32' })
  if (code !== 0) throw refusal('installFailed')
}

async function build() {
  const remix = join('node_modules', '@remix-run', 'dev', 'dist', 'cli.js')
  const env = { ...process.env, NODE_ENV: 'production' }
  const quiet = { env, hideOutput: true }
  const pages = await run(process.execPath, [remix, 'vite:build', '--config', 'remix.config.js'], quiet)
  const servers = pages === 0 ? await run(process.execPath, ['app/server/build.js'], quiet) : 1
  if (servers !== 0) throw refusal('buildFailed')
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, shell?: boolean, hideOutput?: boolean }} [options] hidden unless it fails
 * @returns {Promise<number | null>}
 */
function run(command, args, { hideOutput = false, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...options,
      stdio: ['ignore', hideOutput ? 'pipe' : 'inherit', hideOutput ? 'pipe' : 'inherit'],
    })
    /** @type {Buffer[]} */
    const hidden = []
    child.stdout?.on('data', (chunk) => hidden.push(chunk))
    child.stderr?.on('data', (chunk) => hidden.push(chunk))
    child.once('error', (error) => {
      process.stderr.write(`${error.message}\n`)
      resolve(1)
    })
    child.once('close', (code) => {
      if (code !== 0) process.stderr.write(Buffer.concat(hidden))
      resolve(code)
    })
  })
}
