import { sql } from 'drizzle-orm'
import { loadMessages, messageStoreOf } from '#app/features/exchange/index.server.ts'
import { systemActor } from '#app/kernel/actor.ts'
import { createCtx } from '#app/kernel/ctx.server.ts'
import { createEngine } from '#app/kernel/engine.server.ts'
import { readEnv } from '#app/kernel/env.server.ts'
import { isDomainError } from '#app/kernel/errors.ts'
import { sayStepTimes } from '#app/kernel/step-timing.server.ts'
import { environmentOfCommand } from './up/demonstration-env.ts'

// `npm run load:hl7 -- <folder or file> --connection <id> [--rate n]`: history from files, by the same intake.
// Beside a running worker, which files what this takes in. Stopped, it goes on where it was.

const USAGE = 'npm run load:hl7 -- <folder or file> --connection <id> [--rate <messages a second>]'
const WHY: Record<string, string> = {
  'exchange.connectionNotFound': 'There is no such connection.',
  'exchange.notInitialLoad':
    'The connection is in live mode: set it to initial load on its page first, or readers would be told of history.',
  'exchange.nothingToLoad': 'No .hl7, .er7, .mllp or .txt file there.',
}

const args = process.argv.slice(2)
const option = (name: string) => {
  const at = args.indexOf(`--${name}`)
  return at < 0 ? undefined : args.splice(at, 2)[1]
}
const connectionId = option('connection')
const rate = option('rate')
const [path] = args
const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(connectionId ?? '')
if (!path || !connectionId || !isUuid || (rate !== undefined && !(Number(rate) > 0))) {
  console.error(USAGE)
  process.exit(2)
}

const say = (text: string) => process.stdout.write(`${text}\n`)
const { env, release } = await environmentOfCommand()
const it = createEngine(readEnv(env), 'load-hl7')
const steps = sayStepTimes((said) => say(JSON.stringify(said)))
try {
  const [row] = await it
    .relayDb()
    .execute<{ region_id: string; establishment_id: string }>(
      sql`select region_id, establishment_id from connections where id = ${connectionId}`,
    )
  if (!row) throw new Error(WHY['exchange.connectionNotFound'])
  const ctx = createCtx({
    db: it.db,
    actor: systemActor(row.establishment_id),
    regionId: row.region_id,
    locale: 'fr',
    requestId: `load-${crypto.randomUUID().slice(0, 8)}`,
  })
  const startedAt = performance.now()
  let before = -1
  const done = await loadMessages(
    ctx,
    { connectionId, path, rate: rate ? Number(rate) : undefined },
    {
      store: messageStoreOf(it),
      onProgress: ({ taken, refused, filesDone, files }) => {
        if (before < 0) before = taken + refused
        const perSecond = (taken + refused - before) / ((performance.now() - startedAt) / 1000)
        say(`${filesDone}/${files} files, ${taken} taken, ${refused} refused, ${perSecond.toFixed(0)}/s`)
      },
    },
  )
  say(`Done: ${done.taken} taken, ${done.refused} refused. Refusals are named on the connection's page.`)
} catch (error) {
  const reason = isDomainError(error) ? (WHY[error.reason] ?? error.reason) : (error as Error).message
  console.error(reason.split('\n')[0])
  process.exitCode = 1
} finally {
  steps.stop()
  await it.close()
  await release()
}
