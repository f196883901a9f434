import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { folderStore } from '#app/kernel/blobs.server.ts'
import { deriveKey } from '#app/kernel/secrets.server.ts'
import { aConnection, aHospitalWithGp } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { drainStream } from './drain-stream.server.ts'
import { receiveMessage } from './receive-message.server.ts'

// API-04: the official examples, as a hospital might really send them.
const database = useDatabase()
const SAMPLES = process.env.CORDEE_SAMPLES

describe.skipIf(!SAMPLES)('the national examples', () => {
  const folder = join(SAMPLES ?? '', 'hl7v2')
  const ORDER = [
    'admission.er7',
    'ConsentementConsultation_NonOppositionAlimentation.er7',
    'message_MDM_CR_Radio_INIT_N1_Base64.er7',
    'message_ORU_CR_Bio_INIT_N3_SEGUR.hl7',
    'message_MDM_CR_Radio_RPLC_N1.er7',
    'sortie.er7',
    'NonConsentementConsultation_OppositionAlimentation.er7',
  ]
  const example = (name: string) => readFileSync(join(folder, name))
  const WITHDRAWAL = 'message_MDM_CR_Radio_DEL_N1.er7'

  /** A hospital of its own each time: the same examples begin again. */
  async function aHospital() {
    const world = await aHospitalWithGp(database)
    const { id: connectionId } = await aConnection(database, world.regionId, world.hospital.id)
    const store = {
      blobs: folderStore(mkdtempSync(join(tmpdir(), 'cordee-samples-'))),
      key: deriveKey('a secret of thirty-two characters', 'exchange.messages'),
    }
    const send = async (bytes: Uint8Array) => {
      const ack = Buffer.from(await receiveMessage(world.feed, { connectionId, bytes }, store)).toString()
      await drainAll()
      return /MSA\|(\w\w)/.exec(ack)?.[1]
    }
    const drainAll = async () => {
      // What waited for its patient goes on by a job of its own.
      await database.owner.execute(sql`
        update inbound_messages set state = 'waiting', reason = null where connection_id = ${connectionId}
          and state = 'blocked' and reason in ('exchange.patientUnknown', 'record.documentNotFound')`)
      const streams = await database.owner.execute<{ stream: string }>(
        sql`select distinct stream from inbound_messages where connection_id = ${connectionId} and state = 'waiting'`,
      )
      for (const { stream } of streams) await drainStream(world.feed, { connectionId, stream }, store)
    }
    const states = async () =>
      (
        await database.owner.execute<{ n: string; state: string }>(
          sql`select state, count(*) as n from inbound_messages where connection_id = ${connectionId} group by 1`,
        )
      ).map(({ state, n }) => [state, Number(n)])
    const record = () =>
      database.owner.execute<{ kind: string; status: string; discharged: boolean | null }>(sql`
        select e.kind, e.status, s.discharged_at is not null as discharged from record_entries e
          left join stays s on s.entry_id = e.id where e.region_id = ${world.regionId} order by 1, 2, 3`)
    const consent = async () =>
      (await database.owner.execute(sql`select * from file_consents where region_id = ${world.regionId}`))[0]
    const unheld = () =>
      database.owner.execute(sql`
        select 1 from inbound_messages w where connection_id = ${connectionId} and state = 'waiting' and not exists (
          select 1 from inbound_messages b where b.stream = w.stream and b.state = 'blocked')`)
    return { send, states, record, consent, unheld }
  }
  /** Two visits, one over; an imaging report with its replacement; a laboratory report. */
  const RECORD = [
    { kind: 'stay', status: 'current', discharged: false },
    { kind: 'stay', status: 'current', discharged: true },
    { kind: 'result', status: 'current' },
    { kind: 'result', status: 'current' },
    { kind: 'result', status: 'replaced' },
  ]

  test('all of them are known here', () => {
    expect(readdirSync(folder).sort()).toEqual([...ORDER, WITHDRAWAL].sort())
  })

  test('in order, then all of them twice', async () => {
    const hospital = await aHospital()
    for (const name of ORDER) expect(await hospital.send(example(name)), name).toBe('AA')
    expect(await hospital.states()).toEqual([['filed', 7]])
    expect(await hospital.record()).toMatchObject(RECORD)
    expect(await hospital.consent()).toMatchObject({ opposes_deposit: true, consents_to_consultation: false })
    for (const name of ORDER) expect(await hospital.send(example(name)), name).toBe('AA')
    expect(await hospital.states()).toEqual([['filed', 7]])
    expect(await hospital.record()).toMatchObject(RECORD)
    expect(await hospital.send(example(WITHDRAWAL))).toBe('AA')
    const statuses = (await hospital.record()).filter((e) => e.kind === 'result').map((e) => e.status)
    expect(statuses).toContain('withdrawn')
  })

  test('in the opposite order they make the same record', async () => {
    const hospital = await aHospital()
    for (const name of ORDER.toReversed()) expect(await hospital.send(example(name)), name).toBe('AA')
    expect(await hospital.states()).toEqual([['filed', 7]])
    expect(await hospital.record()).toMatchObject(RECORD)
    expect(await hospital.consent()).toMatchObject({ opposes_deposit: true, consents_to_consultation: false })
  })

  test('cut off at every tenth, each is answered and says why, or is whole enough to file', async () => {
    const hospital = await aHospital()
    for (const name of ORDER) {
      const bytes = example(name)
      for (let share = 1; share < 20; share += 2) {
        const code = await hospital.send(bytes.subarray(0, Math.floor((bytes.length * share) / 20)))
        expect(['AA', 'AE', 'AR'], `${name} ${share}`).toContain(code)
      }
    }
    // What is cut in the middle of a name is another person's until somebody decides; behind it some may wait.
    expect(await hospital.unheld()).toHaveLength(0)
  }, 60_000)

  test('in another charset than it says: bytes that do not fit are refused, those that do are read', async () => {
    const hospital = await aHospital()
    for (const name of ORDER) {
      const text = example(name).toString('utf8')
      const asLatin = Buffer.from(text, 'latin1')
      const hasAccents = asLatin.some((byte) => byte >= 0x80)
      if (!hasAccents) continue
      // Says UTF-8, is 8859/1.
      expect(await hospital.send(asLatin), name).toBe('AR')
      // Says 8859/1 and is: the same message, in another dress.
      const honest = Buffer.from(text.replace(/UNICODE UTF-8/g, '8859/1'), 'latin1')
      expect(await hospital.send(honest), name).toBe('AA')
    }
  })
})
