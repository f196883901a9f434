import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineEvent } from '#app/kernel/events.ts'
import { defineJob, type QueueName } from '#app/kernel/jobs.ts'
import type { QueueJob } from '#app/kernel/queues.server.ts'
import { defineReaction, type Hint, request } from '#app/kernel/reactions.ts'
import { aHospitalWithGp } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { relayOnce, type Sinks } from './relay.ts'

const database = useDatabase()
const Happened = defineEvent('test.thing.happened', { thingId: z.uuid() })
const Bad = defineEvent('test.thing.failed', { thingId: z.uuid() })
const Tell = defineJob('test.thing.tell', { thingId: z.uuid() }, { queue: 'record' })
const reactions = [
  defineReaction(Happened, {
    jobs: ({ thingId }) => [request(Tell, { thingId }), request(Tell, { thingId }, 'again')],
    hints: ({ thingId }, { regionId }) => [{ room: regionId, name: 'changed', ids: { thingId } }],
  }),
  defineReaction(Bad, {
    jobs: () => {
      throw new Error('a bug in a reaction')
    },
  }),
]

/** Real sinks keep what they are given; these too, and by the queue's own rule: an id counts once. */
function sinks() {
  const jobs = new Map<string, QueueJob & { queue: QueueName }>()
  const hints: Hint[] = []
  let calls = 0
  const it: Sinks = {
    async addBulk(queue, added) {
      calls++
      for (const job of added) jobs.set(job.opts.jobId!, { ...job, queue })
    },
    hint: (hint) => hints.push(hint),
    evict: () => {},
  }
  return { it, jobs, hints, calls: () => calls }
}

const waiting = async () => [
  ...(await database.owner.execute<{
    name: string
    attempts: number
    parked: boolean
    last_error: string | null
  }>(sql`
    select name, attempts, parked_at is not null as parked, last_error from outbox
    where published_at is null order by seq`)),
]
const claimsRunOut = () =>
  database.owner.execute(sql`update outbox set claimed_at = now() - interval '1 hour'`)

beforeEach(async () => {
  await database.owner.execute(sql`delete from outbox`)
})

async function happen(event: typeof Happened, times = 1) {
  const { doctor } = await aHospitalWithGp(database)
  await doctor.ctx.write(async ({ emit }) => {
    for (let i = 0; i < times; i++) await emit(event, { thingId: crypto.randomUUID() })
  })
  return doctor.ctx
}

describe('the relay', () => {
  test('turns events into jobs with the origin and hints, in bulk, and marks them', async () => {
    const ctx = await happen(Happened, 50)
    const sink = sinks()
    expect(await relayOnce(database.relayDb, reactions, sink.it)).toBe(50)
    expect(sink.calls()).toBe(1)
    expect(sink.jobs.size).toBe(100)
    expect(sink.hints).toHaveLength(50)
    const [job] = [...sink.jobs.values()]
    expect(job!.data).toMatchObject({
      regionId: ctx.regionId,
      establishmentId: ctx.actor.establishmentId,
      actorId: ctx.actor.id,
      thingId: expect.any(String),
    })
    expect(job!.opts.jobId).toMatch(/^\d+-test\.thing\.tell/)
    expect(await waiting()).toEqual([])
  })

  test('publishes again after a failure, under the same ids', async () => {
    await happen(Happened)
    const sink = sinks()
    const broken: Sinks = {
      ...sink.it,
      addBulk: async (queue, jobs) => {
        await sink.it.addBulk(queue, jobs)
        throw new Error('the queue went away after it took the jobs')
      },
    }
    await relayOnce(database.relayDb, reactions, broken)
    expect(await waiting()).toMatchObject([{ attempts: 1, last_error: 'Error' }])
    await claimsRunOut()
    await relayOnce(database.relayDb, reactions, sink.it)
    expect(sink.jobs.size).toBe(2)
    expect(await waiting()).toEqual([])
  })

  test('a bad event holds nothing back, and is parked at the tenth failure', async () => {
    await happen(Bad)
    await happen(Happened)
    const sink = sinks()
    for (let i = 0; i < 9; i++) {
      await relayOnce(database.relayDb, reactions, sink.it)
      await claimsRunOut()
    }
    expect(sink.jobs.size).toBe(2)
    expect(await waiting()).toMatchObject([{ name: Bad.name, attempts: 9, parked: false }])
    await relayOnce(database.relayDb, reactions, sink.it)
    expect(await waiting()).toMatchObject([{ name: Bad.name, attempts: 10, parked: true }])
    await claimsRunOut()
    expect(await relayOnce(database.relayDb, reactions, sink.it)).toBe(0)
  })

  test('two relays at once take each event once', async () => {
    await happen(Happened, 200)
    const sink = sinks()
    const taken = await Promise.all([1, 2, 3].map(() => relayOnce(database.relayDb, reactions, sink.it, 100)))
    expect(taken.reduce((a, b) => a + b, 0)).toBe(200)
    expect(sink.hints).toHaveLength(200)
  })

  test('sees events of every region, and no patient', async () => {
    await happen(Happened)
    await happen(Happened)
    const sink = sinks()
    await relayOnce(database.relayDb, reactions, sink.it)
    expect(new Set(sink.hints.map((hint) => hint.room)).size).toBe(2)
    await expect(database.relayDb.execute(sql`select 1 from patients`)).rejects.toMatchObject({
      cause: { code: '42501' },
    })
  })
})
