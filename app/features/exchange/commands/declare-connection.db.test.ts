import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { folderStore } from '#app/kernel/blobs.server.ts'
import { deriveKey } from '#app/kernel/secrets.server.ts'
import { aHospitalWithGp } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { DeclareConnection } from '../contract.ts'
import { anAdt, anMdm, aPdf } from '../formats/hl7v2/factories.ts'
import { findTokenHolder } from '../tokens.server.ts'
import { declareConnection } from './declare-connection.server.ts'
import { drainStream } from './drain-stream.server.ts'
import { describeConnection } from './keep-connection.server.ts'
import { receiveMessage } from './receive-message.server.ts'

// API-04: a hospital's software is declared on screen, and its messages are taken as it was said.
const database = useDatabase()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
beforeAll(async () => {
  world = await aHospitalWithGp(database)
})
const store = {
  blobs: folderStore(mkdtempSync(join(tmpdir(), 'cordee-declare-'))),
  key: deriveKey('a secret of thirty-two characters', 'x'),
}

/** As the form sends it. */
const said = (more: Record<string, string> = {}) =>
  DeclareConnection.parse({
    connectionId: crypto.randomUUID(),
    name: 'Dossier patient',
    protocol: 'https',
    sendingApplication: 'GAM',
    sendingFacility: '',
    defaultCharset: '8859/15',
    patientAuthority: '',
    sameDocumentId: 'beside',
    acceptsTest: 'on',
    ...more,
  })
const rows = async <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) => [
  ...(await database.owner.execute<T>(query)),
]
const holderOf = (token: string | null) => findTokenHolder(database.identityDb, token ?? '', new Date())

describe('declareConnection', () => {
  test.each(['technician', 'establishmentAdmin'] as const)(
    'a %s declares one, with its token',
    async (who) => {
      const form = said()
      const { connectionId, token } = await declareConnection(world[who].ctx, form)
      expect(connectionId).toBe(form.connectionId)
      expect(await holderOf(token)).toMatchObject({ connectionId, establishmentId: world.hospital.id })
      expect(
        await rows(sql`
        select protocol, port, sending_application, sending_facility, default_charset, accepts_test
        from connections where id = ${connectionId}`),
      ).toEqual([
        {
          protocol: 'https',
          port: null,
          sending_application: 'GAM',
          sending_facility: null,
          default_charset: '8859/15',
          accepts_test: true,
        },
      ])
      const trail = await rows<{ action: string }>(sql`
      select action from audit_entries where actor_id = ${world[who].personId} order by seq`)
      expect(trail.map(({ action }) => action)).toEqual([
        'exchange.connection.declare',
        'exchange.token.create',
      ])
    },
  )

  test('sent twice it is one, and the token that is read last works; one in use stays', async () => {
    const form = said()
    const first = await declareConnection(world.technician.ctx, form)
    const second = await declareConnection(world.technician.ctx, form)
    expect(await rows(sql`select id from connections where id = ${form.connectionId}`)).toHaveLength(1)
    expect(await holderOf(first.token)).toBeNull()
    expect(await holderOf(second.token)).toMatchObject({ connectionId: form.connectionId })

    await database.owner.execute(
      sql`update connection_tokens set last_used_at = now() where connection_id = ${form.connectionId} and revoked_at is null`,
    )
    expect(await declareConnection(world.technician.ctx, form)).toEqual({
      connectionId: form.connectionId,
      token: null,
    })
    expect(await holderOf(second.token)).not.toBeNull()
  })

  test('by MLLP it has a port that nobody else has', async () => {
    expect(() => said({ protocol: 'mllp', port: '' })).toThrow()
    const form = said({ protocol: 'mllp', port: '7461' })
    expect(await declareConnection(world.technician.ctx, form)).toMatchObject({ token: null })
    await expect(
      declareConnection(world.technician.ctx, said({ protocol: 'mllp', port: '7461' })),
    ).rejects.toMatchObject({ code: 'conflict', reason: 'exchange.portTaken' })
    const elsewhere = await aHospitalWithGp(database)
    await expect(
      declareConnection(elsewhere.technician.ctx, said({ protocol: 'mllp', port: '7461' })),
    ).rejects.toMatchObject({ reason: 'exchange.portTaken' })
    // Somebody else's form id says nothing, and changes nothing.
    await expect(declareConnection(elsewhere.technician.ctx, form)).rejects.toMatchObject({
      reason: 'exchange.portTaken',
    })
  })

  test.each(['doctor', 'secretary', 'vigilance', 'regionAdmin', 'privacyOfficer'] as const)(
    'a %s does not',
    async (who) => {
      await expect(declareConnection(world[who].ctx, said())).rejects.toMatchObject({ code: 'forbidden' })
    },
  )
})

test('another sender is taken and flagged; one id through all versions replaces when it was said so', async () => {
  const form = said({ defaultCharset: 'UNICODE UTF-8' })
  const { connectionId } = await declareConnection(world.technician.ctx, form)
  const flags = () =>
    rows<{ code: string; occurrences: number }>(
      sql`select code, occurrences from connection_flags where connection_id = ${connectionId}`,
    )
  const take = async (bytes: Uint8Array) => {
    await receiveMessage(world.feed, { connectionId, bytes }, store)
    const streams = await rows<{ stream: string }>(
      sql`select distinct stream from inbound_messages where connection_id = ${connectionId} and state = 'waiting'`,
    )
    for (const { stream } of streams) await drainStream(world.feed, { connectionId, stream }, store)
  }
  const document = (text: string) =>
    anMdm({ controlId: `D-${text}`, documentId: ['1.2.250.1.999.40.1'], content: aPdf(text) })
  const states = async () =>
    (
      await rows<{ status: string }>(sql`
        select e.status::text from record_entries e join documents d on d.entry_id = e.id
        where d.unique_id = '1.2.250.1.999.40.1' order by e.recorded_at, e.id`)
    ).map(({ status }) => status)

  await take(anAdt({ controlId: 'ADT-1' }))
  expect(await flags()).toEqual([])
  await take(document('one'))
  await take(document('two'))
  expect(await states()).toEqual(['current', 'current'])

  const { sendingApplication: _, protocol, port, acceptsTest, ...rest } = form
  await describeConnection(world.technician.ctx, {
    ...rest,
    sendingApplication: 'DPI',
    sameDocumentId: 'version',
  })
  await take(document('three'))
  expect(await states()).toEqual(['replaced', 'replaced', 'current'])
  expect(await flags()).toEqual([{ code: 'otherSender', occurrences: 1 }])
})

test('a description reaches the own establishment alone', async () => {
  const { connectionId } = await declareConnection(world.technician.ctx, said())
  const { protocol, port, acceptsTest, ...description } = said()
  const elsewhere = await aHospitalWithGp(database)
  await expect(
    describeConnection(elsewhere.technician.ctx, { ...description, connectionId }),
  ).rejects.toMatchObject({ code: 'not_found' })
  await expect(describeConnection(world.doctor.ctx, { ...description, connectionId })).rejects.toMatchObject({
    code: 'forbidden',
  })
})
