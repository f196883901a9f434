import { expect, test } from 'vitest'
import { createQueueEngine } from '#app/kernel/queues.server.ts'
import { useDatabase } from '#db/test/harness.ts'

// The queue on Postgres with the rights of production: `app_relay`, nothing more.
const database = useDatabase()

test('a job runs once for one id, retries, and its errors are reported', { timeout: 60_000 }, async () => {
  const errors: Error[] = []
  const engine = createQueueEngine({ directUrl: database.urls.DATABASE_DIRECT_URL }, (e) => errors.push(e))
  const runs: string[] = []
  const done = new Promise<void>((resolve) => {
    engine.work('record', 2, async (job) => {
      runs.push(job.name)
      if (job.name === 'fails.once' && runs.filter((n) => n === 'fails.once').length === 1)
        throw new Error('once')
      if (runs.filter((n) => n === 'fails.once').length === 2 && runs.includes('simple')) resolve()
    })
  })
  const opts = { attempts: 3, backoff: { type: 'fixed', delay: 50 } }
  await engine.addBulk('record', [
    { name: 'simple', data: { n: 1 }, opts: { ...opts, jobId: '1-simple' } },
    { name: 'fails.once', data: {}, opts: { ...opts, jobId: '2-fails' } },
  ])
  await engine.addBulk('record', [{ name: 'simple', data: { n: 1 }, opts: { ...opts, jobId: '1-simple' } }])
  await done
  expect(runs.filter((name) => name === 'simple')).toHaveLength(1)
  await engine.close()
  expect(errors).toEqual([])
})
