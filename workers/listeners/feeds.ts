import type { TlsOptions } from 'node:tls'
import { sql } from 'drizzle-orm'
import { receiveMessage } from '#app/features/exchange/commands/receive-message.server.ts'
import { MAX_MESSAGE_BYTES } from '#app/features/exchange/contract.ts'
import { refuseTooLarge } from '#app/features/exchange/formats/hl7v2/acknowledge.ts'
import { createPace, type Pace } from '#app/features/exchange/pace.ts'
import { systemActor } from '#app/kernel/actor.ts'
import { createCtx } from '#app/kernel/ctx.server.ts'
import { SECOND } from '#app/kernel/durations.ts'
import type { Engine } from '#app/kernel/engine.server.ts'
import { log } from '#app/kernel/log.server.ts'
import { watchCertificate } from './certificate.ts'
import { createMllpListener, type MllpListener } from './mllp.ts'

/** Newly declared connections are listened to, and ports that were busy tried again, this often. */
const LOOK_MS = 5 * SECOND

type Feed = {
  id: string
  regionId: string
  establishmentId: string
  port: number
  /** Messages a second while history is loaded; null otherwise. */
  rate: number | null
}
type Listening = { port: number; pace: Pace; listener: MllpListener }

/**
 * One listener for each connection of every region: the port says whose messages they are. Several workers on
 * one machine: the first has the port, the others ask again and take over when it ends.
 */
export function startFeeds(engine: Engine): { stop: () => Promise<void> } {
  const listeners = new Map<string, Listening>()
  const certificate = watchCertificate(engine.env)
  let isStopping = false

  const look = async () => {
    const feeds = await feedsOf(engine)
    const renewed = await certificate.renewed()
    if (renewed) for (const { listener } of listeners.values()) listener.renew(renewed)
    for (const [id, { port, listener }] of listeners) {
      if (feeds.some((feed) => feed.id === id && feed.port === port)) continue
      listeners.delete(id)
      await listener.stop()
    }
    for (const feed of feeds) {
      const known = listeners.get(feed.id)
      known?.pace.set(feed.rate)
      if (known || isStopping) continue
      const pace = createPace(feed.rate)
      const listener = listenerOf(engine, feed, pace, certificate.current())
      try {
        await listener.start()
        listeners.set(feed.id, { port: feed.port, pace, listener })
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code
        if (code !== 'EADDRINUSE') log.error({ err: error, connection: feed.id }, 'feed')
      }
    }
  }
  let looking = Promise.resolve()
  const lookAgain = () => {
    looking = looking.then(look).catch((error) => log.error({ err: error }, 'feeds'))
  }
  lookAgain()
  const timer = setInterval(lookAgain, LOOK_MS)

  return {
    async stop() {
      isStopping = true
      clearInterval(timer)
      await looking
      await Promise.all([...listeners.values()].map(({ listener }) => listener.stop(5 * SECOND)))
    },
  }
}

async function feedsOf(engine: Engine): Promise<Feed[]> {
  const rows = await engine.relayDb().execute<Feed>(sql`
    select id, region_id as "regionId", establishment_id as "establishmentId", port,
      case when mode = 'initial_load' then load_rate end as rate
    from connections where protocol = 'mllp' order by port limit 1000`)
  return [...rows]
}

function listenerOf({ env, db }: Engine, feed: Feed, pace: Pace, tls: TlsOptions | undefined): MllpListener {
  return createMllpListener({
    host: env.MLLP_HOST,
    port: feed.port,
    allowPlainText: env.MLLP_PLAIN_TEXT,
    tls,
    maxBytes: MAX_MESSAGE_BYTES,
    log,
    onTooLarge: async (head) => refuseTooLarge(head, { controlId: anAckId(), at: new Date() }),
    onMessage: async (bytes) => {
      await pace.wait()
      const ctx = createCtx({
        db,
        actor: systemActor(feed.establishmentId),
        regionId: feed.regionId,
        locale: 'fr',
        requestId: `mllp-${crypto.randomUUID().slice(0, 8)}`,
      })
      return receiveMessage(ctx, { connectionId: feed.id, bytes })
    },
  })
}

/** MSH-10 holds 20 characters. */
const anAckId = () => crypto.randomUUID().replaceAll('-', '').slice(0, 20)
