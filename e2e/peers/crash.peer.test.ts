import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anAdt, anMdm, aPdf } from '#app/features/exchange/formats/hl7v2/factories.ts'
import type { CrashPoint } from '#app/kernel/crash-points.server.ts'
import { aConnection, aHospitalWithGp } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { ackCode, sendMllp } from '../fixtures/mllp-client.ts'
import { aSecret, freePort, type Running, startProcess, stopProcess, until } from '../fixtures/processes.ts'

// API-04: a real worker process, a real socket, and `kill -9` at the worst moments. Nothing is lost, nothing is
// filed twice.
const database = useDatabase()
const data = mkdtempSync(join(tmpdir(), 'cordee-crash-'))
const secret = aSecret()
let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let connectionId: string
let port: number
let last: Running | undefined
beforeAll(async () => {
  world = await aHospitalWithGp(database)
  port = await freePort()
  connectionId = (await aConnection(database, world.regionId, world.hospital.id, port)).id
})
afterAll(async () => {
  if (last) await stopProcess(last)
  rmSync(data, { recursive: true, force: true })
})

const worker = (crash?: { at: CrashPoint; delayMs?: number }) => {
  const { DATABASE_MIGRATE_URL: _, ...urls } = database.urls
  return startProcess('worker', {
    ...urls,
    NODE_ENV: 'test',
    LOG_LEVEL: 'info',
    CORDEE_SECRET: secret,
    CORDEE_DATA: data,
    CORDEE_CRASH_AT: crash?.at,
    CORDEE_CRASH_DELAY_MS: crash?.delayMs ? String(crash.delayMs) : undefined,
  })
}
const listening = (running: Running) =>
  until(`the worker listens\n${running.output()}`, async () =>
    running.output().includes('hl7 listener started'),
  )

let visit = 0
/** An admission and a document of somebody new. */
function messages() {
  visit++
  const base = `284053155${String(visit).padStart(4, '0')}`
  const ins = base + String(97 - (Number(base) % 97)).padStart(2, '0')
  const person = { ipp: `K${visit}`, ins, birthName: `COUPURE-${'ABCDEFGH'[visit]}` }
  return {
    ipp: person.ipp,
    admission: anAdt({ person, controlId: `A${visit}`, visitNumber: `W${visit}`, gpRpps: world.gp.rpps }),
    document: anMdm({
      person,
      controlId: `D${visit}`,
      documentId: [`1.2.250.1.999.20.${visit}`],
      content: aPdf(`n${visit}`),
    }),
  }
}
const rows = async <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) => [
  ...(await database.owner.execute<T>(query)),
]
const states = () =>
  rows<{ state: string; n: number }>(
    sql`select state, count(*)::int as n from inbound_messages where connection_id = ${connectionId} group by state`,
  )
const entriesOf = (ipp: string) =>
  rows<{ kind: string }>(sql`
    select e.kind::text from record_entries e join patient_files f on f.id = e.file_id
    where f.local_id = ${ipp} order by e.kind::text`)

const isQuiet = async () => {
  const waiting = (await states()).filter((s) => s.state !== 'filed')
  const [{ n }] = (await rows<{ n: number }>(
    sql`select count(*)::int as n from outbox where published_at is null`,
  )) as [{ n: number }]
  return waiting.length === 0 && n === 0
}

describe.each<{ at: CrashPoint; when: string; delayMs?: number; ackBefore: boolean }>([
  { at: 'exchange.stored', when: 'after the raw store, before the ACK', ackBefore: false },
  { at: 'outbox.claimed', when: 'after the ACK, before the job', delayMs: 400, ackBefore: true },
  { at: 'exchange.filing', when: 'inside the transaction that files', ackBefore: true },
  { at: 'exchange.filed', when: 'after filing, before the relay', ackBefore: true },
  { at: 'outbox.published', when: 'after publishing, before the mark', delayMs: 400, ackBefore: true },
])('kill -9 $when', ({ at, delayMs, ackBefore }) => {
  test('loses nothing and files nothing twice', { timeout: 120_000 }, async () => {
    const { ipp, admission, document } = messages()
    const doomed = worker({ at, delayMs })
    await listening(doomed)
    const ack = await sendMllp(port, admission)
    expect(ackCode(ack) ?? null).toBe(ackBefore ? 'AA' : null)
    await doomed.exited
    expect(doomed.child.signalCode).toBe('SIGKILL')

    const healthy = worker()
    last = healthy
    await listening(healthy)
    // The sender repeats what it has no answer to, and goes on with its queue.
    if (!ackBefore) expect(ackCode(await sendMllp(port, admission))).toBe('AA')
    expect(ackCode(await sendMllp(port, document))).toBe('AA')
    // And once more, as a sender does that lost the answer.
    expect(ackCode(await sendMllp(port, admission))).toBe('AA')

    // A claim of the dead relay runs out after a minute; a job it held is taken back as stalled.
    await until(`everything is filed and told\n${healthy.output()}`, isQuiet, 100_000)
    expect(await entriesOf(ipp)).toEqual([{ kind: 'document' }, { kind: 'stay' }])
    expect(
      await rows(sql`
        select c.basis::text from care_relations c join patient_files f on f.patient_id = c.patient_id
        where f.local_id = ${ipp} and c.ends_at is null`),
    ).toEqual([{ basis: 'declared_gp' }])
    const parked = await rows(sql`select seq from outbox where parked_at is not null`)
    expect(parked).toEqual([])
    await stopProcess(healthy)
    expect(healthy.child.exitCode, healthy.output()).toBe(0)
  })
})
