import { UnrecoverableError } from 'bullmq'
import { systemActor } from '#app/kernel/actor.ts'
import { type Ctx, createCtx } from '#app/kernel/ctx.server.ts'
import { type ErrorCode, isDomainError } from '#app/kernel/errors.ts'
import { type JobDef, type JobPayload, Origin } from '#app/kernel/jobs.ts'
import type { Db } from '#db/client.ts'

const RETRYABLE: readonly ErrorCode[] = ['unavailable', 'rate_limited', 'stale']

export type Processor = {
  definition: JobDef
  run: (data: unknown, db: Db) => Promise<unknown>
}

/** Parses the payload, opens the region's context, and decides what is worth another try. */
export function defineProcessor<J extends JobDef>(
  definition: J,
  work: (ctx: Ctx, payload: JobPayload<J>, signal: AbortSignal) => Promise<unknown>,
): Processor {
  return {
    definition,
    run: async (data, db) => {
      const origin = Origin.safeParse(data)
      const payload = definition.schema.safeParse(data)
      if (!origin.success || !payload.success) throw new UnrecoverableError(`${definition.name}: bad payload`)
      const { regionId, establishmentId, requestId } = origin.data
      const ctx = createCtx({ db, actor: systemActor(establishmentId), regionId, locale: 'fr', requestId })
      try {
        return await work(ctx, payload.data as JobPayload<J>, AbortSignal.timeout(definition.timeoutMs))
      } catch (error) {
        if (isDomainError(error) && !RETRYABLE.includes(error.code))
          throw new UnrecoverableError(error.message)
        throw error
      }
    },
  }
}
