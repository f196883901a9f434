import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { say } from './messages.js'

export type ChildOptions = {
  name: string
  args: string[]
  env: NodeJS.ProcessEnv
  /** Null: to the terminal. */
  log: string | null
  /** Started again, as another process. */
  onRestart: () => void
}

export type Child = {
  name: string
  pid: () => number | undefined
  /** How often it ended by itself in a row, without having lived a while in between. */
  failures: () => number
  restart: () => void
  stop: () => Promise<void>
}

const LOG_LIMIT_BYTES = 10_000_000
const STEADY_AFTER_MS = 60_000
const LONGEST_PAUSE_MS = 30_000
const STOP_PATIENCE_MS = 20_000

function openLog(file: string) {
  if (existsSync(file) && statSync(file).size > LOG_LIMIT_BYTES) renameSync(file, `${file}.1`)
  return openSync(file, 'a', 0o600)
}

export const lastLines = (file: string, count = 20) =>
  existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n') : ''

/** Keeps one process running, with growing pauses when it keeps ending. */
export function keepRunning({ name, args, env, log, onRestart }: ChildOptions): Child {
  let child: ChildProcess
  let failures = 0
  let stopping = false
  let wanted = false // an end we asked for
  let pause: NodeJS.Timeout | undefined

  const start = () => {
    const out = log ? openLog(log) : 'inherit'
    const startedAt = Date.now()
    child = spawn(process.execPath, ['--import', './app/server/up/follow-parent.js', ...args], {
      env,
      // A group of its own: Ctrl-C reaches the supervisor alone, which then decides the order.
      detached: true,
      windowsHide: true,
      stdio: ['ignore', out, out, 'ipc'],
    })
    if (typeof out === 'number') closeSync(out)
    let ended = false
    const onEnd = (reason: string) => {
      if (ended || stopping) return
      ended = true
      if (wanted) {
        wanted = false
        startAgain()
        return
      }
      failures = Date.now() - startedAt > STEADY_AFTER_MS ? 1 : failures + 1
      const pauseMs = Math.min(500 * 2 ** (failures - 1), LONGEST_PAUSE_MS)
      say('ended', { name, reason, seconds: pauseMs / 1000, log: log ?? '-' })
      pause = setTimeout(startAgain, pauseMs)
    }
    child.once('exit', (code, signal) => onEnd(signal ?? `code ${code}`))
    child.once('error', (error) => onEnd(error.message))
  }

  const startAgain = () => {
    start()
    onRestart()
  }

  const isRunning = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null

  const stop = async () => {
    stopping = true
    clearTimeout(pause)
    if (!isRunning()) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS)
    child.kill('SIGTERM')
    await ended
    clearTimeout(impatience)
  }

  const restart = () => {
    if (stopping || wanted || !isRunning()) return
    wanted = true
    child.kill('SIGTERM')
  }

  start()
  return { name, pid: () => child.pid, failures: () => failures, restart, stop }
}
