import { afterEach, beforeEach, expect, test, vi } from 'vitest'

// Fresh for each test: whether it measures is decided when the process begins.
beforeEach(() => vi.resetModules())
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})
const load = async (on: string) => {
  vi.stubEnv('CORDEE_STEP_TIMES', on)
  return import('./step-timing.server.ts')
}

test('a step counts its own time, what it waits for within others is theirs', async () => {
  const { timed, stepTimes } = await load('true')
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const until = async (moment: number) => {
    now = moment
  }
  const answer = await timed('outer', async () => {
    now = 5
    await Promise.all([timed('inner', () => until(45)), timed('inner', () => until(85))])
    now = 90
    return 'answer'
  })
  expect(answer).toBe('answer')
  // Side by side they took the outer's time once: 5 before them, 5 after.
  expect(stepTimes()).toMatchObject({ outer: { count: 1, ms: 10 }, inner: { count: 2 } })
})

test('a step that fails is counted and fails', async () => {
  const { timed, stepTimes } = await load('true')
  await expect(timed('fails', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(stepTimes()!.fails!.count).toBe(1)
})

test('nothing is measured unless it is asked for', async () => {
  const { timed, addStep, stepTimes } = await load('')
  expect(await timed('any', async () => 1)).toBe(1)
  addStep('other', 0)
  expect(stepTimes()).toBeNull()
})
