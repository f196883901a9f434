import { closeRealtime, evict, sendHint } from '#app/kernel/channels.server.ts'
import { closeEngine, engine } from '#app/kernel/engine.server.ts'
import { log } from '#app/kernel/log.server.ts'
import { sayStepTimes, timed } from '#app/kernel/step-timing.server.ts'
import { startWorkers } from './kernel/worker.ts'
import { startFeeds } from './listeners/feeds.ts'
import { startMails } from './mail/start-mails.ts'
import { relayOnce } from './outbox/relay.ts'
import { startLoop } from './outbox/relay-loop.ts'
import { processors, reactions } from './registry.ts'
import { startEndingSignIns } from './schedules/end-overdue-sign-ins.ts'
import { startForgettingSignIns } from './schedules/forget-sign-ins.ts'
import { startKeepingRelations } from './schedules/keep-relations.ts'
import { startSealing } from './schedules/seal-trail.ts'
import { startSendingDocuments } from './schedules/send-due-documents.ts'
import { startSendingNotices } from './schedules/send-due-notices.ts'
import { startUpkeep } from './schedules/upkeep.ts'
import { startWatchingConnections } from './schedules/watch-connections.ts'
import { startWatchingGlass } from './schedules/watch-glass.ts'

// The worker process: the relay, the jobs, the schedules, the listeners. Stateless; any number of them run.
const it = engine()
const sinks = { addBulk: it.queues().addBulk, hint: sendHint, evict }

const workers = startWorkers(it, processors)
const relay = startLoop(
  { directUrl: it.env.DATABASE_DIRECT_URL, channel: 'cordee_outbox', name: 'cordee relay' },
  () => timed('relay', () => relayOnce(it.relayDb(), reactions, sinks)),
)
const upkeep = startUpkeep(it)
const feeds = startFeeds(it)
const watching = startWatchingConnections(it)
const mails = startMails(it)
const forgetting = startForgettingSignIns(it)
const ending = startEndingSignIns(it)
const sealing = startSealing(it)
const sending = startSendingDocuments(it)
const notices = startSendingNotices(it)
const glass = startWatchingGlass(it)
const relations = startKeepingRelations(it)
const steps = sayStepTimes((said) => log.info(said, 'step times'))
log.info({ queue: it.queues().kind }, 'worker ready')
process.send?.({ ready: true })

let isClosing = false
async function shutDown() {
  if (isClosing) return
  isClosing = true
  upkeep.stop()
  forgetting.stop()
  await ending.stop()
  await sealing.stop()
  await sending.stop()
  await notices.stop()
  await glass.stop()
  await relations.stop()
  await watching.stop()
  await mails.stop()
  // No new message is taken; those in hand get their answer.
  await feeds.stop()
  await relay.stop()
  await workers.close()
  steps.stop()
  await closeRealtime()
  await closeEngine()
  process.exit(0)
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, shutDown)
// The supervisor is gone, even by kill -9.
process.on('disconnect', shutDown)
