import express, { type Request, type Response, type Router } from 'express'
import type { Actor } from '#app/kernel/actor.ts'
import { createCtx } from '#app/kernel/ctx.server.ts'
import { MINUTE, SECOND } from '#app/kernel/durations.ts'
import { logUnexpected } from '#app/kernel/unexpected.server.ts'
import type { Db } from '#db/client.ts'
import { receiveMessage } from '../commands/receive-message.server.ts'
import { MAX_MESSAGE_BYTES } from '../contract.ts'
import type { MessageStore } from '../inbox.server.ts'
import { findTokenHolder, type TokenHolder } from '../tokens.server.ts'

export type IntakeMeans = {
  db: Db
  identityDb: Db
  store: () => MessageStore
  now?: () => Date
  /** Messages a second of one token, and how many at once after a rest. */
  rate?: { perSecond: number; burst: number }
  /** Wrong tokens a minute of one address. */
  guesses?: number
}

const RATE = { perSecond: 100, burst: 500 }
const GUESSES = 20

/**
 * `POST /api/hl7v2`: the MLLP intake over HTTPS. The body is one message, the answer's body its ACK. The
 * token alone says whose it is; a message that is kept, or refused by name, is 200 as an ACK over MLLP would be.
 */
export function hl7v2Intake(means: IntakeMeans): Router {
  const { perSecond, burst } = means.rate ?? RATE
  const messages = createBuckets(perSecond, burst)
  const guesses = createBuckets((means.guesses ?? GUESSES) / 60, means.guesses ?? GUESSES)
  const now = means.now ?? (() => new Date())
  const router = express.Router()

  router.post('/api/hl7v2', async (req, res, next) => {
    try {
      const who = req.ip ?? ''
      if (!guesses.mayGo(who)) return refuse(res, 429, 'tooManyRequests', 60)
      const token = /^Bearer ([\w-]+)$/.exec(req.headers.authorization ?? '')?.[1]
      const holder = token ? await findTokenHolder(means.identityDb, token, now()) : null
      if (!holder) {
        guesses.take(who)
        res.setHeader('www-authenticate', 'Bearer realm="hl7v2"')
        return refuse(res, 401, 'unknownToken')
      }
      if (!messages.take(holder.tokenId)) return refuse(res, 429, 'tooManyRequests', 1)
      res.locals.holder = holder
      return next()
    } catch (error) {
      logUnexpected(error)
      return refuse(res, 503, 'unavailable', 5)
    }
  })
  // Only who has a token gets so much as a byte of a body read.
  router.post('/api/hl7v2', express.raw({ type: () => true, limit: MAX_MESSAGE_BYTES }), take(means))
  router.all('/api/hl7v2', (_req, res) => {
    res.setHeader('allow', 'POST')
    refuse(res, 405, 'postOnly')
  })
  router.use('/api/hl7v2', (error: { status?: number }, _req: Request, res: Response, _next: unknown) =>
    error.status === 413 ? refuse(res, 413, 'tooLarge') : refuse(res, error.status ?? 400, 'badRequest'),
  )
  return router
}

const take = (means: IntakeMeans) => async (req: Request, res: Response) => {
  const holder = res.locals.holder as TokenHolder
  const ctx = createCtx({
    db: means.db,
    actor: clientActor(holder),
    regionId: holder.regionId,
    locale: 'fr',
    requestId: res.locals.timing?.requestId ?? `hl7-${crypto.randomUUID().slice(0, 8)}`,
    now: means.now,
  })
  const bytes = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0)
  try {
    const ack = await receiveMessage(ctx, { connectionId: holder.connectionId, bytes }, means.store())
    res.status(200).type('application/hl7-v2').send(Buffer.from(ack))
  } catch (error) {
    // Not kept: the sender has the message still and sends it again.
    logUnexpected(error)
    refuse(res, 503, 'notKept', 5)
  }
}

const refuse = (res: Response, status: number, reason: string, retryAfterSeconds?: number) => {
  if (retryAfterSeconds) res.setHeader('retry-after', String(retryAfterSeconds))
  res.status(status).json({ reason })
}

const clientActor = ({ tokenId, establishmentId }: TokenHolder): Actor => ({
  kind: 'client',
  id: tokenId,
  role: 'client',
  establishmentId,
  displayName: 'HL7 v2',
  grantees: [],
})

/** A bucket for each key that fills again with time; those that are full are forgotten. */
function createBuckets(perSecond: number, burst: number) {
  const buckets = new Map<string, { left: number; at: number }>()
  let sweptAt = 0
  const leftOf = (key: string, at: number) => {
    const bucket = buckets.get(key)
    return bucket ? Math.min(burst, bucket.left + ((at - bucket.at) / SECOND) * perSecond) : burst
  }
  return {
    mayGo: (key: string) => leftOf(key, performance.now()) >= 1,
    take: (key: string): boolean => {
      const at = performance.now()
      if (at - sweptAt > MINUTE) {
        sweptAt = at
        for (const known of buckets.keys()) if (leftOf(known, at) >= burst) buckets.delete(known)
      }
      const left = leftOf(key, at)
      if (left < 1) return false
      buckets.set(key, { left: left - 1, at })
      return true
    },
  }
}
