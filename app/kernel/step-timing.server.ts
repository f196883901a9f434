import { AsyncLocalStorage } from 'node:async_hooks'
import { covered } from './timing.server.ts'

/**
 * Where the time of background work goes, step by step: measured when `CORDEE_STEP_TIMES` says so, nothing at all
 * otherwise. A step counts the time that is its own; what it waits for within other steps is theirs.
 */
const isOn = process.env.CORDEE_STEP_TIMES === 'true'

export type StepTimes = Record<string, { count: number; ms: number }>

type Frame = { spans: [number, number][] }
const storage = new AsyncLocalStorage<Frame>()
const times: StepTimes = {}

export function timed<T>(step: string, work: () => Promise<T>): Promise<T> {
  return isOn ? measured(step, work) : work()
}

async function measured<T>(step: string, work: () => Promise<T>): Promise<T> {
  const own: Frame = { spans: [] }
  const from = performance.now()
  try {
    return await storage.run(own, work)
  } finally {
    addStep(step, from, performance.now(), own)
  }
}

/** What has no function of its own to be wrapped: from here to there. */
export function addStep(step: string, from: number, until = performance.now(), inner: Frame = { spans: [] }) {
  if (!isOn) return
  storage.getStore()?.spans.push([from, until])
  times[step] ??= { count: 0, ms: 0 }
  times[step].count++
  times[step].ms += until - from - covered(inner.spans)
}

/** Since the process began; null when nothing is measured. */
export const stepTimes = (): StepTimes | null => (isOn ? structuredClone(times) : null)

/** Says them now and then on the log, with what the process costs: a measurement reads the last of these lines. */
export function sayStepTimes(say: (line: { steps: StepTimes; memoryMb: number; cpuMs: number }) => void) {
  if (!isOn) return { stop: () => {} }
  const tell = () => {
    const { user, system } = process.cpuUsage()
    const memoryMb = Math.round(process.memoryUsage.rss() / 2 ** 20)
    say({ steps: structuredClone(times), memoryMb, cpuMs: (user + system) / 1000 })
  }
  const timer = setInterval(tell, 2000)
  return {
    stop: () => {
      clearInterval(timer)
      tell()
    },
  }
}
