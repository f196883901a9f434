import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { decideOnOutbound } from '#app/features/exchange/commands/keep-outbound.server.ts'
import { writeNote } from '#app/features/record/commands/write-note.server.ts'
import { getEntry } from '#app/features/record/queries/get-entry.server.ts'
import { outboundMessages } from '#db/schema/outbound.ts'
import { aTestAuthority, hasOpenssl, type Issued } from '#db/test/certificates.ts'
import { aGpRelation, aHospitalWithGp, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { anMllpReceiver, type Manner, type Receiver } from '#db/test/mllp-receiver.ts'
import { aSecret, type Running, startProcess, stopProcess, until } from '../fixtures/processes.ts'

// EXT-03: what a GP brings goes to the hospital's software by a real worker: through `kill -9` at the worst moments
// once, and by TLS to nobody but who proves to be that software.
const database = useDatabase()
const data = mkdtempSync(join(tmpdir(), 'cordee-outbound-'))
const secret = aSecret()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>
let running: Running | undefined
const receivers: Receiver[] = []
beforeAll(async () => {
  world = await aHospitalWithGp(database)
  file = await aPatientFile(world.feed)
  await aGpRelation(world.feed, file.fileId, world.gp.rpps)
})
afterEach(async () => {
  if (running) await stopProcess(running)
  running = undefined
  for (const receiver of receivers.splice(0)) await receiver.close()
})
afterAll(() => rmSync(data, { recursive: true, force: true }))

function aWorker(more: Record<string, string> = {}): Running {
  const { DATABASE_MIGRATE_URL: _, ...urls } = database.urls
  running = startProcess('worker', {
    ...urls,
    NODE_ENV: 'test',
    LOG_LEVEL: 'info',
    CORDEE_SECRET: secret,
    CORDEE_DATA: data,
    ...more,
  })
  return running
}

async function aReceiver(manners: Manner[] = [], tls?: Issued): Promise<Receiver> {
  const receiver = await anMllpReceiver(manners, 0, tls)
  receivers.push(receiver)
  return receiver
}
const sendTo = (port: number, usesTls = false) =>
  decideOnOutbound(world.technician.ctx, {
    intent: 'save',
    host: '127.0.0.1',
    port,
    usesTls,
    isEnabled: true,
    charset: 'UNICODE UTF-8',
    receivingApplication: 'DPI',
    receivingFacility: 'CHU',
  })

async function aNote(title: string): Promise<string> {
  const { entryId } = await writeNote(world.gp.ctx, file.patientId, {
    intent: 'sign',
    title,
    body: `${title}, vu au cabinet.`,
    receiverFileId: file.fileId,
  })
  return entryId!
}
const messageOf = async (entryId: string) => {
  const [message] = await database.owner
    .select()
    .from(outboundMessages)
    .where(eq(outboundMessages.entryId, entryId))
  return message
}
const reaches = (entryId: string, what: string, is: (m: typeof outboundMessages.$inferSelect) => boolean) =>
  until(
    `${what}\n${running?.output()}`,
    async () => {
      const message = await messageOf(entryId)
      return message && is(message) && message
    },
    100_000,
  )

describe('kill -9 of the worker', () => {
  test.each<{ when: string; manners: Manner[]; crash?: string }>([
    { when: 'while the hospital’s answer is waited for', manners: ['silent'] },
    { when: 'after the answer, before it is written down', manners: [], crash: 'exchange.answered' },
  ])('$when: the document arrives, the hospital keeps one', { timeout: 180_000 }, async (of) => {
    const hospital = await aReceiver(of.manners)
    await sendTo(hospital.port)
    const doomed = aWorker(of.crash ? { CORDEE_CRASH_AT: of.crash } : {})
    const entryId = await aNote('Fièvre')
    await until(`the message is out\n${doomed.output()}`, async () => hospital.received.length === 1, 60_000)
    if (!of.crash) doomed.child.kill('SIGKILL')
    await doomed.exited
    expect(doomed.child.signalCode).toBe('SIGKILL')

    // Nothing is lost: it still waits, held by a claim that its process cannot give back.
    const held = (await messageOf(entryId))!
    expect(held).toMatchObject({ state: 'waiting', attempts: 1, acknowledgedAt: null })
    expect(held.claimedUntil!.getTime()).toBeGreaterThan(Date.now())
    const line = () => getEntry(world.gp.ctx, file.patientId, entryId)
    expect((await line()).contribution?.transmission).toMatchObject({ state: 'waiting' })

    aWorker()
    // The claim's two minutes, over at once.
    await database.owner.execute(
      sql`update outbound_messages set claimed_until = now() - interval '1 second' where id = ${held.id}`,
    )
    const taken = await reaches(entryId, 'the hospital has it', (m) => m.state === 'acknowledged')
    expect(taken.acknowledgedAt).not.toBeNull()
    expect((await line()).contribution?.transmission).toMatchObject({
      state: 'acknowledged',
      acknowledgedAt: taken.acknowledgedAt!.toISOString(),
    })
    // Sent twice, under one id and with one document: a receiver that knows MSH-10 again keeps one.
    const ids = hospital.received.map(({ envelope }) => envelope.controlId)
    expect(ids).toEqual([held.controlId, held.controlId])
    const documents = hospital.received.map((message) => message.first('TXA')!.field(12))
    expect(new Set(documents).size).toBe(1)
  })
})

describe.skipIf(!hasOpenssl)('over TLS', () => {
  const ours = hasOpenssl ? aTestAuthority('hospital') : null!
  const theirs = hasOpenssl ? aTestAuthority('stranger') : null!
  afterAll(() => {
    ours.remove()
    theirs.remove()
  })

  test('a document goes to who has a certificate of a known authority', { timeout: 120_000 }, async () => {
    const hospital = await aReceiver([], ours.issue())
    await sendTo(hospital.port, true)
    aWorker({ NODE_EXTRA_CA_CERTS: ours.path })
    const entryId = await aNote('Sous TLS')
    await reaches(entryId, 'taken over TLS', (m) => m.state === 'acknowledged')
    expect(hospital.received).toHaveLength(1)
    expect(running!.output()).not.toMatch(/DeprecationWarning/)
  })

  test.each([
    ['of an authority that nobody named', () => theirs.issue(), 'certificateUnknown'],
    ['that is over', () => ours.issue({ days: -1 }), 'certificateExpired'],
    ['of another machine', () => ours.issue({ names: 'DNS:elsewhere.example' }), 'certificateName'],
  ])(
    'nothing goes to one with a certificate %s, and it is said',
    { timeout: 120_000 },
    async (_, issue, why) => {
      const hospital = await aReceiver([], issue())
      await sendTo(hospital.port, true)
      aWorker({ NODE_EXTRA_CA_CERTS: ours.path })
      const entryId = await aNote(`Refusé ${why}`)
      const waiting = await reaches(entryId, 'refused', (m) => m.reason !== null)
      expect(waiting).toMatchObject({ state: 'waiting', reason: why, acknowledgedAt: null })
      expect(hospital.received).toEqual([])
    },
  )
})
