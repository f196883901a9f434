import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeNote } from '#app/features/record/commands/write-note.server.ts'
import { getEntry } from '#app/features/record/queries/get-entry.server.ts'
import { folderStore } from '#app/kernel/blobs.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { MINUTE } from '#app/kernel/durations.ts'
import { auditEntries } from '#db/schema/audit.ts'
import { outboundConnections, outboundMessages } from '#db/schema/outbound.ts'
import { aGpRelation, aHospitalWithGp, aMember, anEstablishment, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { anMllpReceiver, type Manner, type Receiver } from '#db/test/mllp-receiver.ts'
import { enqueueDue } from '#workers/schedules/send-due-documents.ts'
import { aPdf } from '../formats/hl7v2/factories.ts'
import { getOutbound } from '../queries/get-outbound.server.ts'
import { deliverDocument, transmitEntry } from './deliver-document.server.ts'
import { decideOnOutbound } from './keep-outbound.server.ts'

// EXT-03: what a GP brings reaches the hospital's own software, by a real line, once under one id.
const database = useDatabase()
const root = mkdtempSync(join(tmpdir(), 'cordee-outbound-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const blobs = folderStore(root)
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let file: Awaited<ReturnType<typeof aPatientFile>>
let receiver: Receiver
beforeAll(async () => {
  world = await aHospitalWithGp(database)
})
beforeEach(async () => {
  file = await aPatientFile(world.feed)
  await aGpRelation(world.feed, file.fileId, world.gp.rpps)
})
afterEach(() => receiver?.close())

const at = (minutes: number): Ctx => ({
  ...world.feed,
  now: () => new Date(Date.now() + minutes * MINUTE),
})
const settings = (port: number) => ({
  intent: 'save' as const,
  host: '127.0.0.1',
  port,
  usesTls: false,
  isEnabled: true,
  charset: 'UNICODE UTF-8' as const,
  receivingApplication: 'DPI',
  receivingFacility: 'CHU',
})
async function listens(...manners: Manner[]) {
  receiver = await anMllpReceiver(manners)
  await decideOnOutbound(world.technician.ctx, settings(receiver.port))
}
async function aNote() {
  const { entryId } = await writeNote(world.gp.ctx, file.patientId, {
    intent: 'sign',
    title: 'Fièvre',
    body: 'Œdème, fièvre à 38,4.',
    receiverFileId: file.fileId,
  })
  return entryId!
}
const messageOf = async (entryId: string) => {
  const [message] = await world.gp.ctx.read((tx) =>
    tx.select().from(outboundMessages).where(eq(outboundMessages.entryId, entryId)),
  )
  return message!
}

describe('a document from outside', () => {
  test('is refused twice and taken the third time, always under the same id', async () => {
    await listens('hangUp', 'hangUp')
    const entryId = await aNote()
    expect(await transmitEntry(world.feed, { entryId }, blobs)).toEqual({ state: 'waiting' })
    const waiting = await messageOf(entryId)
    expect(waiting).toMatchObject({ attempts: 1, reason: 'closed', claimedUntil: null })
    expect((await getEntry(world.gp.ctx, file.patientId, entryId)).contribution?.transmission).toMatchObject({
      state: 'waiting',
      attempts: 1,
      nextAttemptAt: waiting.nextAttemptAt.toISOString(),
    })
    // Not before its moment, however often somebody asks.
    expect(await deliverDocument(world.feed, { messageId: waiting.id }, blobs)).toEqual({ state: 'none' })
    expect(await deliverDocument(at(1), { messageId: waiting.id }, blobs)).toEqual({ state: 'waiting' })
    expect(await deliverDocument(at(2), { messageId: waiting.id }, blobs)).toEqual({ state: 'acknowledged' })
    // Said again by a job that comes late: nothing goes out any more.
    expect(await deliverDocument(at(90), { messageId: waiting.id }, blobs)).toEqual({ state: 'none' })
    expect(await transmitEntry(world.feed, { entryId }, blobs)).toEqual({ state: 'none' })

    expect(receiver.received.map((m) => m.envelope.controlId)).toEqual(Array(3).fill(waiting.controlId))
    const [message] = receiver.received
    expect(message!.envelope).toMatchObject({ messageCode: 'MDM', trigger: 'T02', encoding: 'utf-8' })
    expect(message!.first('PID')!.field(3)).toBe(file.localId)
    expect(message!.first('TXA')!.field(9)).toBe(world.gp.rpps)
    const text = Buffer.from(message!.first('OBX')!.field(5, 5), 'base64').toString('utf8')
    expect(text).toBe('Œdème, fièvre à 38,4.')
    const seen = await getEntry(world.gp.ctx, file.patientId, entryId)
    expect(seen.contribution?.transmission).toMatchObject({ state: 'acknowledged', attempts: 3 })
    const trail = await database.owner
      .select({ detail: auditEntries.detail })
      .from(auditEntries)
      .where(eq(auditEntries.subject, `record_entry/${entryId}`))
    expect(trail.filter(({ detail }) => 'attempt' in detail).map(({ detail }) => detail.state)).toEqual([
      'waiting',
      'waiting',
      'acknowledged',
    ])
  })

  test('whose sender died in the middle goes out again when its claim has run out, under its id', async () => {
    await listens()
    const entryId = await aNote()
    const id = randomUUID()
    // Claimed, sent perhaps, and then nothing: as `kill -9` leaves it.
    await world.feed.write(({ tx }) =>
      tx.insert(outboundMessages).values({
        id,
        establishmentId: world.hospital.id,
        entryId,
        controlId: 'CD-of-the-dead',
        attempts: 1,
        claimedUntil: new Date(Date.now() + MINUTE),
      }),
    )
    expect(await deliverDocument(world.feed, { messageId: id }, blobs)).toEqual({ state: 'none' })
    expect(await deliverDocument(at(2), { messageId: id }, blobs)).toEqual({ state: 'acknowledged' })
    expect(receiver.received.map((m) => m.envelope.controlId)).toEqual(['CD-of-the-dead'])
  })

  test('that two processes take up at once goes out once', async () => {
    await listens('hangUp')
    const entryId = await aNote()
    await transmitEntry(world.feed, { entryId }, blobs)
    const { id } = await messageOf(entryId)
    const both = await Promise.all([1, 1].map((m) => deliverDocument(at(m), { messageId: id }, blobs)))
    expect(both.map(({ state }) => state).sort()).toEqual(['acknowledged', 'none'])
    expect(receiver.received).toHaveLength(2)
  })

  test('that is refused is parked with the reason, until the technician sends it again or lets it be', async () => {
    await listens('AE')
    const entryId = await aNote()
    expect(await transmitEntry(world.feed, { entryId }, blobs)).toEqual({ state: 'parked' })
    const { id } = await messageOf(entryId)
    expect(await deliverDocument(at(120), { messageId: id }, blobs)).toEqual({ state: 'none' })
    const page = await getOutbound(world.technician.ctx)
    expect(page.messages[0]).toMatchObject({ id, state: 'parked', reason: 'AE 204' })
    await decideOnOutbound(world.technician.ctx, { intent: 'retry', messageId: id })
    expect(await deliverDocument(at(1), { messageId: id }, blobs)).toEqual({ state: 'acknowledged' })
    await expect(
      decideOnOutbound(world.technician.ctx, { intent: 'drop', messageId: id }),
    ).rejects.toMatchObject({ code: 'conflict' })
  })

  test('is found by the schedule when its moment has come, as one job', async () => {
    await listens('hangUp')
    const entryId = await aNote()
    await transmitEntry(world.feed, { entryId }, blobs)
    const { id } = await messageOf(entryId)
    const jobs: { name: string; opts: { jobId?: string } }[] = []
    const look = () => enqueueDue(database.relayDb, async (_, added) => void jobs.push(...added))
    const ours = () => jobs.filter(({ opts }) => opts.jobId!.includes(id))
    await look()
    expect(ours()).toEqual([])
    await database.owner.execute(
      sql`update outbound_messages set next_attempt_at = now() - interval '1 second' where id = ${id}`,
    )
    await look()
    await look()
    expect(new Set(ours().map(({ opts }) => opts.jobId)).size).toBe(1)
  })

  test('goes nowhere while the line is off or there is none', async () => {
    await listens()
    await decideOnOutbound(world.technician.ctx, { ...settings(receiver.port), isEnabled: false })
    const entryId = await aNote()
    expect(await transmitEntry(world.feed, { entryId }, blobs)).toEqual({ state: 'none' })
    expect(await messageOf(entryId)).toMatchObject({ state: 'waiting', attempts: 0 })
    await decideOnOutbound(world.technician.ctx, settings(receiver.port))
    expect(await transmitEntry(world.feed, { entryId }, blobs)).toEqual({ state: 'acknowledged' })
  })

  test('may be a file, whose bytes arrive as they are', async () => {
    await listens()
    const bytes = aPdf()
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const blob = await blobs.put(world.regionId, bytes)
    const [row] = await world.gp.ctx.write(({ tx }) =>
      tx.execute<{ entry_id: string }>(
        sql`select * from app.contribute(${JSON.stringify({
          patientId: file.patientId,
          fileId: file.fileId,
          kind: 'document',
          title: 'Lettre',
          mediaType: 'application/pdf',
          sha256,
          blobKey: blob.key,
          byteLength: bytes.byteLength,
          occurredAt: new Date(),
          recordedAt: new Date(),
        })}::jsonb)`,
      ),
    )
    await transmitEntry(world.feed, { entryId: row!.entry_id }, blobs)
    const obx = receiver.received[0]!.first('OBX')!
    expect([obx.field(5, 2), obx.field(5, 3)]).toEqual(['APPLICATION', 'PDF'])
    expect(Buffer.from(obx.field(5, 5), 'base64')).toEqual(Buffer.from(bytes))
  })
})

describe('the line itself', () => {
  test('is tried by its technician, who hears what is wrong', async () => {
    await listens()
    const technician = world.technician.ctx
    expect(await decideOnOutbound(technician, { intent: 'test' })).toMatchObject({ test: 'ok' })
    expect(receiver.received).toEqual([])
    await receiver.close()
    expect(await decideOnOutbound(technician, { intent: 'test' })).toMatchObject({ test: 'unreachable' })
    expect((await getOutbound(technician)).connection).toMatchObject({ testOutcome: 'unreachable' })
  })

  test('is nobody else’s, and no way to the own machine where care is given', async () => {
    await listens()
    for (const ctx of [world.doctor.ctx, world.gp.ctx, world.feed])
      await expect(decideOnOutbound(ctx, settings(receiver.port))).rejects.toMatchObject({
        code: 'forbidden',
      })
    await expect(getOutbound(world.doctor.ctx)).rejects.toMatchObject({ code: 'forbidden' })
    const other = await anEstablishment(database, world.regionId)
    const theirs = await aMember(database, {
      regionId: world.regionId,
      establishmentId: other.id,
      role: 'interface_technician',
    })
    expect(await getOutbound(theirs.ctx)).toEqual({ connection: null, messages: [] })

    await database.owner.execute(sql`update regions set is_test = false where id = ${world.regionId}`)
    expect(await decideOnOutbound(world.technician.ctx, { intent: 'test' })).toMatchObject({
      test: 'notAllowed',
    })
    await database.owner.execute(sql`update regions set is_test = true where id = ${world.regionId}`)
    expect(await database.owner.select().from(outboundConnections)).toHaveLength(1)
  })

  test('is changed with trace of where documents went and go', async () => {
    await listens()
    const { port } = receiver
    await decideOnOutbound(world.technician.ctx, {
      ...settings(6662),
      host: '2001:db8::7',
      usesTls: true,
      isEnabled: false,
    })
    const trail = await database.owner
      .select({ detail: auditEntries.detail })
      .from(auditEntries)
      .where(eq(auditEntries.action, 'exchange.outbound.save'))
      .orderBy(auditEntries.at)
    expect(trail.at(-1)!.detail).toMatchObject({
      formerAddress: `127.0.0.1:${port}`,
      formerUsesTls: false,
      address: '[2001:db8::7]:6662',
      usesTls: true,
    })
  })

  test('is in plain text to a private network alone, but for tests', async () => {
    const technician = world.technician.ctx
    const abroad = { ...settings(6661), host: '192.0.2.1' }
    await decideOnOutbound(technician, abroad)
    await database.owner.execute(sql`update regions set is_test = false where id = ${world.regionId}`)
    try {
      // Kept when it was a region of tests: nothing goes there any more.
      expect(await decideOnOutbound(technician, { intent: 'test' })).toMatchObject({ test: 'plainText' })
      for (const host of ['192.0.2.1', '2001:db8::1'])
        await expect(decideOnOutbound(technician, { ...abroad, host })).rejects.toMatchObject({
          code: 'invalid',
          reason: 'exchange.outboundPlainText',
        })
      for (const kept of [
        { ...abroad, host: '10.1.2.3' },
        { ...abroad, usesTls: true },
      ])
        expect(await decideOnOutbound(technician, kept)).toEqual({ intent: 'save' })
    } finally {
      await database.owner.execute(sql`update regions set is_test = true where id = ${world.regionId}`)
    }
  })
})
