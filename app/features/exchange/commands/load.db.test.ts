import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { folderStore } from '#app/kernel/blobs.server.ts'
import { deriveKey } from '#app/kernel/secrets.server.ts'
import { aConnection, aHospitalWithGp } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { aMovement } from '../formats/hl7v2/factories-events.ts'
import { drainStream } from './drain-stream.server.ts'
import { loadMessages } from './load-messages.server.ts'

// API-04: years of history, by the same intake.
const database = useDatabase()

test('a folder is loaded once, goes on after a kill, and rings no bell', async () => {
  const world = await aHospitalWithGp(database)
  const { id: connectionId } = await aConnection(database, world.regionId, world.hospital.id)
  const folder = mkdtempSync(join(tmpdir(), 'cordee-load-'))
  const store = {
    blobs: folderStore(join(folder, 'blobs')),
    key: deriveKey('a secret of thirty-two characters', 'x'),
  }
  const history = join(folder, 'history')
  mkdirSync(history)
  const admission = (n: number) => {
    const person = { ipp: `LOAD${n}`, ins: '', birthName: `REPRISE${n}` }
    return aMovement({
      event: 'A01',
      saidAt: '20200101100000',
      person,
      visit: `VL${n}`,
      controlId: `LOAD${n}`,
    })
  }
  for (let file = 0; file < 4; file++)
    writeFileSync(
      join(history, `part-${file}.hl7`),
      Buffer.concat([1, 2, 3].map((n) => Buffer.concat([admission(file * 10 + n), Buffer.from('\r\n')]))),
    )
  const load = (more = {}) =>
    loadMessages(world.feed, { connectionId, path: history, rate: 1000 }, { store, ...more })
  const count = async (what: ReturnType<typeof sql>) =>
    Number((await database.owner.execute<{ n: string }>(sql`select count(*) as n from ${what}`))[0]!.n)

  await expect(load()).rejects.toMatchObject({ reason: 'exchange.notInitialLoad' })
  await database.owner.execute(sql`update connections set mode = 'initial_load' where id = ${connectionId}`)

  // Killed in the second file: nothing of it was written down but the messages themselves.
  let calls = 0
  const dying = {
    ...store,
    blobs: {
      ...store.blobs,
      put: async (...args: Parameters<typeof store.blobs.put>) => {
        if (++calls === 5) throw new Error('killed')
        return store.blobs.put(...args)
      },
    },
  }
  await expect(load({ store: dying })).rejects.toThrow('killed')
  expect(await count(sql`inbound_messages`)).toBe(4)
  expect(await load()).toMatchObject({ files: 4, filesDone: 4, taken: 12, refused: 0 })
  expect(await count(sql`inbound_messages`)).toBe(12)
  expect(await load()).toMatchObject({ taken: 12 })
  expect(await count(sql`inbound_messages`)).toBe(12)

  const streams = await database.owner.execute<{ stream: string }>(
    sql`select distinct stream from inbound_messages`,
  )
  for (const { stream } of streams) await drainStream(world.feed, { connectionId, stream }, store)
  expect(await count(sql`inbound_messages where state = 'filed'`)).toBe(12)
  expect(await count(sql`entry_provenances where channel = 'import'`)).toBe(12)
  expect(await count(sql`outbox where name = 'record.entry.filed'`)).toBe(0)
  // How far it is, the load said at its ends: not once for each message.
  expect(await count(sql`outbox where name = 'exchange.inbox.moved'`)).toBeLessThan(12)
  expect(await count(sql`connection_loads where finished_at is not null`)).toBe(1)
})
