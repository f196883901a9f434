import { mkdtempSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import express from 'express'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { renameUnit } from '#app/features/record/index.server.ts'
import { systemActor } from '#app/kernel/actor.ts'
import { folderStore } from '#app/kernel/blobs.server.ts'
import { createCtx } from '#app/kernel/ctx.server.ts'
import { DAY, MINUTE } from '#app/kernel/durations.ts'
import { deriveKey } from '#app/kernel/secrets.server.ts'
import { aConnection, aHospitalWithGp } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { aMovement } from '../formats/hl7v2/factories-events.ts'
import { hl7v2Intake } from '../http/intake.ts'
import type { MessageStore } from '../inbox.server.ts'
import { drainStream } from './drain-stream.server.ts'
import { forgetMessages } from './forget-messages.server.ts'
import {
  pauseConnection,
  resumeConnection,
  saveConnection,
  saveExchangeSettings,
} from './keep-connection.server.ts'
import { createToken, revokeToken } from './keep-tokens.server.ts'
import { mapCode } from './map-code.server.ts'
import { receiveMessage } from './receive-message.server.ts'
import { replayMessage, replayMessages, wakeStreams } from './replay-messages.server.ts'
import { mailSilence, noteSilence } from './watch-silence.server.ts'

// API-04: what a technician does with an interface, and what the product does by itself.
const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let connectionId: string
let store: MessageStore
beforeAll(async () => {
  world = await aHospitalWithGp(database)
  connectionId = (await aConnection(database, world.regionId, world.hospital.id)).id
  store = {
    blobs: folderStore(mkdtempSync(join(tmpdir(), 'cordee-keep-'))),
    key: deriveKey('a secret of thirty-two characters', 'exchange.messages'),
  }
})

let numbers = 900
const person = () => ({ ipp: `IPP${++numbers}`, ins: '', birthName: `EXEMPLE${numbers}` })
const admission = (who = person(), more = {}) =>
  aMovement({ event: 'A01', saidAt: '20250601100000', person: who, visit: `V${who.ipp}`, ...more })
const feedAt = (now: Date) =>
  createCtx({
    db: database.db,
    actor: systemActor(world.hospital.id),
    regionId: world.regionId,
    locale: 'fr',
    requestId: 'test',
    now: () => now,
  })
type Row = { id: string; state: string; stream: string; blob_key: string }
const last = async () =>
  (await database.owner.execute<Row>(sql`select * from inbound_messages order by seq desc limit 1`))[0]!
const take = async (bytes: Uint8Array, now = new Date()) => {
  await receiveMessage(feedAt(now), { connectionId, bytes }, store)
  return last()
}
const drain = ({ stream }: Row) => drainStream(world.feed, { connectionId, stream }, store)
const stateOf = async ({ id }: Row) =>
  (await database.owner.execute<Row>(sql`select * from inbound_messages where id = ${id}`))[0]!
const events = async (name: string) =>
  (await database.owner.execute(sql`select payload from outbox where name = ${name} order by seq`)).map(
    (row) => row.payload as Record<string, string>,
  )
const technician = () => world.technician.ctx

describe('pause, resume, replay', () => {
  test('a paused connection takes and answers, and files when it goes on', async () => {
    await pauseConnection(technician(), { connectionId })
    const message = await take(admission())
    await drain(message)
    expect((await stateOf(message)).state).toBe('waiting')
    await resumeConnection(technician(), { connectionId })
    expect(await events('exchange.streams.waiting')).toContainEqual({ connectionId })
    expect((await wakeStreams(world.feed, { connectionId })).woken).toBe(1)
    await drain(message)
    expect((await stateOf(message)).state).toBe('filed')
  })

  test('a message, or all of a time, is filed again and nothing is there twice', async () => {
    const message = await take(admission())
    await drain(message)
    const entries = async () => (await database.owner.execute(sql`select 1 from record_entries`)).length
    const before = await entries()
    expect(await replayMessage(technician(), { connectionId, messageId: message.id })).toEqual({
      replayed: 1,
    })
    expect((await stateOf(message)).state).toBe('waiting')
    await drain(message)
    expect((await stateOf(message)).state).toBe('filed')
    const range = { connectionId, from: '2020-01-01T00:00', until: '2099-01-01T00:00' }
    expect((await replayMessages(technician(), range)).replayed).toBeGreaterThanOrEqual(2)
    await drain(message)
    expect(await entries()).toBe(before)
    await expect(replayMessages(technician(), { ...range, until: '2019-01-01T00:00' })).rejects.toMatchObject(
      { reason: 'exchange.rangeUpsideDown' },
    )
  })

  test('only a technician, and only of the own establishment', async () => {
    const elsewhere = await aHospitalWithGp(database)
    for (const act of [
      (ctx: typeof world.doctor.ctx) => pauseConnection(ctx, { connectionId }),
      (ctx: typeof world.doctor.ctx) => createToken(ctx, { connectionId, label: 'essai' }),
      (ctx: typeof world.doctor.ctx) =>
        replayMessages(ctx, { connectionId, from: '2020-01-01T00:00', until: '2020-01-02T00:00' }),
    ]) {
      await expect(act(world.doctor.ctx)).rejects.toMatchObject({ code: 'forbidden' })
      await expect(act(elsewhere.technician.ctx)).rejects.toMatchObject({ code: 'not_found' })
    }
  })
})

describe('local codes', () => {
  type Mapping = { id: string; unit_id: string | null; target_code: string | null; seen: number }
  const mappingOf = async (code: string) =>
    (await database.owner.execute<Mapping>(sql`select * from code_mappings where local_code = ${code}`))[0]!
  const unitOf = async (ipp: string) =>
    (
      await database.owner.execute<{ current_unit: string }>(
        sql`select current_unit from patient_files where local_id = ${ipp}`,
      )
    )[0]!.current_unit

  test('a mapped unit holds for later messages and for who is there', async () => {
    const [here, later] = [person(), person()]
    await drain(await take(admission(here, { location: 'HDJ-9^1' })))
    expect(await unitOf(here.ipp)).toBe('HDJ-9')
    const { id: mappingId, seen } = await mappingOf('HDJ-9')
    expect(seen).toBe(1)
    await mapCode(technician(), { connectionId, mappingId, target: 'new', newUnit: 'Hôpital de jour' })
    const [event] = await events('exchange.unit.mapped')
    expect(event).toMatchObject({ former: 'HDJ-9', name: 'Hôpital de jour' })
    await renameUnit(world.feed, { former: event!.former!, name: event!.name! })
    expect(await unitOf(here.ipp)).toBe('Hôpital de jour')
    await drain(await take(admission(later, { location: 'HDJ-9^2' })))
    expect(await unitOf(later.ipp)).toBe('Hôpital de jour')
    // A message that names no unit does not bring the old name back.
    await drain(
      await take(
        aMovement({ event: 'A08', saidAt: '20250602100000', person: here, visit: `V${here.ipp}`, id: null }),
      ),
    )
    expect(await unitOf(here.ipp)).toBe('Hôpital de jour')
  })

  test('a LOINC with a slip in it is refused', async () => {
    await database.owner.execute(sql`
      insert into code_mappings (region_id, connection_id, establishment_id, kind, local_code)
      values (${world.regionId}, ${connectionId}, ${world.hospital.id}, 'analysis', 'NA')`)
    const { id: mappingId } = await mappingOf('NA')
    await expect(mapCode(technician(), { connectionId, mappingId, target: '2951-3' })).rejects.toMatchObject({
      reason: 'exchange.codeUnknown',
    })
    await mapCode(technician(), { connectionId, mappingId, target: '2951-2' })
    expect((await mappingOf('NA')).target_code).toBe('2951-2')
    await mapCode(technician(), { connectionId, mappingId, target: '' })
    expect((await mappingOf('NA')).target_code).toBeNull()
  })
})

describe('a silence', () => {
  test('is told once, by mail to the technicians, and again only after a message', async () => {
    await saveConnection(technician(), { connectionId, silenceMinutes: 30, mode: 'live', loadRate: 20 })
    await saveExchangeSettings(technician(), {
      keepMessagesDays: 30,
      workingDays: '12345',
      workingFrom: '08:00',
      workingUntil: '18:00',
    })
    const tuesday = new Date('2026-03-03T09:00:00Z')
    await take(admission(), tuesday)
    const minutesOn = (minutes: number) => feedAt(new Date(tuesday.getTime() + minutes * MINUTE))
    expect(await noteSilence(minutesOn(20), { connectionId })).toEqual({ isTold: false })
    expect(await noteSilence(minutesOn(31), { connectionId })).toEqual({ isTold: true })
    expect(await noteSilence(minutesOn(50), { connectionId })).toEqual({ isTold: false })
    await database.owner.execute(sql`
      insert into sign_in_accounts (person_id, email) values (${world.technician.personId}, 'technicien@exemple.test')`)
    expect(await mailSilence(minutesOn(32), { connectionId }, database.identityDb)).toEqual({ mails: 1 })
    const [mail] = await database.identityDb.execute<{
      to_address: string
      params: { name: string; minutes: number }
    }>(sql`select to_address, params from outgoing_mails`)
    expect(mail).toMatchObject({
      to_address: 'technicien@exemple.test',
      params: { name: 'Admissions', minutes: 32 },
    })
    await take(admission(), new Date(tuesday.getTime() + 60 * MINUTE))
    expect(await noteSilence(minutesOn(95), { connectionId })).toEqual({ isTold: true })
  })
})

describe('raw messages', () => {
  test('go when their time is over, the envelope stays, what waits is kept', async () => {
    const old = new Date(Date.now() - 40 * DAY)
    const filed = await take(admission(), old)
    await drain(filed)
    const waiting = await take(admission(), old)
    await forgetMessages(world.feed, { connectionId }, store)
    expect(await store.blobs.has(filed.blob_key)).toBe(false)
    expect(await store.blobs.has(waiting.blob_key)).toBe(true)
    expect((await stateOf(filed)).state).toBe('filed')
    await expect(replayMessage(technician(), { connectionId, messageId: filed.id })).rejects.toMatchObject({
      reason: 'exchange.nothingToReplay',
    })
  })
})

describe('over HTTPS', () => {
  let server: Server
  let url: string
  beforeAll(async () => {
    const app = express()
    app.use(
      hl7v2Intake({
        db: database.db,
        identityDb: database.identityDb,
        store: () => store,
        // Fills again so slowly that a busy machine does not change what is counted.
        rate: { perSecond: 0.001, burst: 5 },
        guesses: 3,
      }),
    )
    server = createServer(app).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/hl7v2`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  const post = (token: string | null, body: Uint8Array) =>
    fetch(url, {
      method: 'POST',
      body: Buffer.from(body),
      headers: {
        'content-type': 'application/hl7-v2',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
    })

  test('a token says whose the message is, the ACK is the answer, a revoked token opens nothing', async () => {
    const { token } = await createToken(technician(), { connectionId, label: 'EAI' })
    const bytes = admission()
    const answer = await post(token, bytes)
    expect(answer.status).toBe(200)
    const ack = await answer.text()
    expect(ack).toContain('MSA|AA|')
    expect(await (await post(token, bytes)).text()).toBe(ack)
    expect((await last()).state).toBe('waiting')
    expect(await (await post(token, Buffer.from('nonsense'))).text()).toContain('MSA|AR')
    const [row] = await database.owner.execute<{ id: string; token_hash: string; last_used_at: string }>(
      sql`select id, token_hash, last_used_at from connection_tokens`,
    )
    expect(row!.token_hash).not.toContain(token)
    expect(row!.last_used_at).not.toBeNull()
    await revokeToken(technician(), { connectionId, tokenId: row!.id })
    expect((await post(token, bytes)).status).toBe(401)
  })

  test('who asks too much waits; who guesses is shut out for a while', async () => {
    const { token } = await createToken(technician(), { connectionId, label: 'Rafale' })
    const statuses = []
    for (let i = 0; i < 7; i++) statuses.push((await post(token, admission())).status)
    expect(statuses.slice(0, 5)).toEqual([200, 200, 200, 200, 200])
    expect(statuses).toContain(429)
    const guesses = []
    for (let i = 0; i < 5; i++) guesses.push((await post('cordee_hl7_guess', admission())).status)
    expect(guesses[0]).toBe(401)
    expect(guesses.at(-1)).toBe(429)
  })
})
