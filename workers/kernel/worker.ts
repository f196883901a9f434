import { UnrecoverableError } from 'bullmq'
import type { Engine } from '#app/kernel/engine.server.ts'
import { QUEUES, type QueueName } from '#app/kernel/jobs.ts'
import { log } from '#app/kernel/log.server.ts'
import type { Processor } from './processor.ts'

const CONCURRENCY: Record<QueueName, number> = { exchange: 8, mail: 4, record: 4, upkeep: 1 }

/** One BullMQ worker for each queue; a job finds its processor by name. */
export function startWorkers(
  engine: Engine,
  processors: readonly Processor[],
): { close: () => Promise<void> } {
  const byName = new Map(processors.map((p) => [p.definition.name, p]))
  const busy = QUEUES.filter((queue) => processors.some((p) => p.definition.queue === queue))
  const workers = busy.map((queue) =>
    engine.queues().work(queue, CONCURRENCY[queue], async (job) => {
      const processor = byName.get(job.name)
      // Of a newer release that runs beside this one: leave it to a worker that knows it.
      if (!processor) throw new Error(`no processor for ${job.name}`)
      const startedAt = performance.now()
      try {
        const answer = await processor.run(job.data, engine.db)
        log.info({ job: job.name, id: job.id, ms: Math.round(performance.now() - startedAt) }, 'job')
        return answer
      } catch (error) {
        const level = error instanceof UnrecoverableError ? 'error' : 'warn'
        log[level]({ job: job.name, id: job.id, err: error }, 'job failed')
        throw error
      }
    }),
  )
  return {
    async close() {
      await Promise.all(workers.map((worker) => worker.close()))
    },
  }
}
