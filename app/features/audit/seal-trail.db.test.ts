import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { folderStore } from '#app/kernel/blobs.server.ts'
import { aHospitalWithGp } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { sealTrail } from './commands/seal-trail.server.ts'
import { verifyTrail } from './queries/verify-trail.server.ts'
import { nextSeal, type Seal } from './seals.ts'
import { keysOf, readHead, type Trail } from './trail-store.server.ts'

// SEC-02: whatever is done to the trail after it was sealed is found, and where.
const t = useDatabase()
let folder: string
let trail: Trail
let world: Awaited<ReturnType<typeof aHospitalWithGp>>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordee-seals-'))
  trail = {
    relayDb: t.relayDb,
    blobs: folderStore(folder),
    keys: keysOf({
      CORDEE_SECRET: 'a secret of at least thirty-two characters',
      AUDIT_FORMER_KEYS: undefined,
    }),
    now: () => new Date('2026-03-01T10:00:00Z'),
  }
  await t.owner.execute(sql`truncate audit_seals`)
  await t.owner.execute(sql`truncate audit_entries`)
  world = await aHospitalWithGp(t)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const act = (n: number) =>
  world.doctor.ctx.write(async ({ audit }) => {
    for (let i = 0; i < n; i++) await audit('test.act', `thing/${i}`, { detail: { é: 'à', n: i } })
  })
const sealed = async (...acts: number[]) => {
  for (const n of acts) {
    await act(n)
    await settled()
  }
}
/** Other test files write too: the horizon waits for their transactions. */
async function settled() {
  const [before] = await t.owner.execute<{ xid: string }>(sql`select pg_current_xact_id()::text as xid`)
  for (;;) {
    const { outcome } = await sealTrail(trail)
    const [row] = await t.relayDb.execute<{ horizon: string }>(sql`select app.trail_horizon() as horizon`)
    if (outcome !== 'done') return outcome
    if (Number(row!.horizon) > Number(before!.xid)) return (await sealTrail(trail)).outcome
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
const fault = async () => (await verifyTrail(trail)).fault
const asOwner = (statement: ReturnType<typeof sql>) => t.owner.execute(statement)

describe('sealing', () => {
  test('covers each row once, and says what it has not covered yet', async () => {
    await sealed(3, 2)
    await act(4)
    const found = await verifyTrail(trail)
    expect(found).toMatchObject({ seals: 2, rows: 5, unsealed: 4, fault: null })
    await settled()
    expect(await verifyTrail(trail)).toMatchObject({ seals: 3, rows: 9, unsealed: 0, fault: null })
    expect(await readHead(trail.blobs)).toMatchObject({ id: 3, rows: 4 })
  })

  test('a row that commits late is sealed late, not left out', async () => {
    let go = () => {}
    const late = new Promise<void>((resolve) => {
      go = resolve
    })
    let began = () => {}
    const hasBegun = new Promise<void>((resolve) => {
      began = resolve
    })
    const slow = world.doctor.ctx.write(async ({ audit }) => {
      await audit('test.late', 'thing/late')
      began()
      await late
    })
    await hasBegun
    await act(2) // a higher number, committed first
    await sealTrail(trail)
    const before = await verifyTrail(trail)
    expect(before.rows).toBe(0) // behind the running one nothing is sealed
    go()
    await slow
    await settled()
    expect(await verifyTrail(trail)).toMatchObject({ rows: 3, unsealed: 0, fault: null })
  })

  test('two workers at once make one chain', async () => {
    await act(5)
    await Promise.all([sealTrail(trail), sealTrail(trail), sealTrail(trail)])
    await settled()
    expect(await verifyTrail(trail)).toMatchObject({ rows: 5, fault: null })
  })

  test('cut off before the copy: the next run makes it', async () => {
    await sealed(1)
    rmSync(folder, { recursive: true })
    await sealTrail(trail)
    expect(await readHead(trail.blobs)).toMatchObject({ id: 1 })
  })

  test('nothing to seal is no seal', async () => {
    await sealed(1)
    await settled()
    expect(await verifyTrail(trail)).toMatchObject({ seals: 1 })
  })
})

describe('what a superuser does afterwards is found', () => {
  beforeEach(() => sealed(3, 2, 4))

  test('a change', async () => {
    await asOwner(sql`update audit_entries set subject = 'thing/other' where seq in
      (select a.seq from audit_entries a join audit_seals s on s.id = 2
       where a.xid::bigint >= s.from_xid and a.xid::bigint < s.to_xid limit 1)`)
    expect(await fault()).toMatchObject({ kind: 'rows_changed', sealId: 2 })
  })

  test('a removal', async () => {
    await asOwner(sql`delete from audit_entries where seq = (select max(seq) from audit_entries)`)
    expect(await fault()).toMatchObject({ kind: 'rows_changed', sealId: 3 })
  })

  test('an insertion among what was sealed', async () => {
    await asOwner(sql`
      insert into audit_entries (at, region_id, actor_id, actor_kind, actor_role, action, subject, request_id, xid)
      select at, region_id, actor_id, actor_kind, actor_role, action, 'thing/invented', request_id, xid
      from audit_entries order by seq limit 1`)
    expect(await fault()).toMatchObject({ kind: 'rows_changed', sealId: 1 })
  })

  test('the newest seal taken away, and sealing does not cover it up', async () => {
    await asOwner(sql`delete from audit_seals where id = 3`)
    expect(await fault()).toMatchObject({ kind: 'newest_removed', sealId: 3 })
    expect(await sealTrail(trail)).toMatchObject({ outcome: 'tampered', seals: 0 })
    expect(await readHead(trail.blobs)).toMatchObject({ id: 3 })
  })

  test('a seal taken out of the middle', async () => {
    await asOwner(sql`delete from audit_seals where id = 2`)
    expect(await fault()).toMatchObject({ kind: 'missing_seal', sealId: 3 })
  })

  test('the chain made anew without the key', async () => {
    await asOwner(
      sql`update audit_entries set subject = 'thing/other' where seq = (select max(seq) from audit_entries)`,
    )
    const [two, three] = await t.relayDb.execute<Record<string, string>>(
      sql`select * from audit_seals where id >= 2 order by id`,
    )
    const [{ digest } = { digest: '' }] = await t.relayDb.execute<{ digest: string }>(
      sql`select digest from app.trail_digest(${three!.from_xid}::bigint, ${three!.to_xid}::bigint)`,
    )
    const forged: Seal = nextSeal(
      { id: 2, signature: two!.signature! },
      { fromXid: Number(three!.from_xid), toXid: Number(three!.to_xid), rows: Number(three!.rows), digest },
      { id: trail.keys.own.id, sign: () => Buffer.alloc(64, 7).toString('base64') },
      new Date(three!.sealed_at!),
    )
    await asOwner(
      sql`update audit_seals set digest = ${forged.digest}, signature = ${forged.signature} where id = 3`,
    )
    expect(await fault()).toMatchObject({ kind: 'bad_signature', sealId: 3 })
    const other = keysOf({
      CORDEE_SECRET: 'another secret of thirty-two characters',
      AUDIT_FORMER_KEYS: undefined,
    })
    const own = nextSeal({ id: 2, signature: two!.signature! }, forged, other.own, new Date(forged.sealedAt))
    await asOwner(
      sql`update audit_seals set key_id = ${own.keyId}, signature = ${own.signature} where id = 3`,
    )
    expect(await fault()).toMatchObject({ kind: 'unknown_key', sealId: 3 })
  })
})

test('an empty trail is verified as empty: the command refuses to call that intact', async () => {
  expect(await verifyTrail(trail)).toMatchObject({ rows: 0, seals: 0, fault: null })
})

test('the app cannot seal, and the relay cannot change a seal', async () => {
  await expect(t.db.execute(sql`select * from audit_seals`)).rejects.toMatchObject({
    cause: { code: '42501' },
  })
  await expect(t.db.execute(sql`select app.trail_digest(0, 1)`)).rejects.toMatchObject({
    cause: { code: '42501' },
  })
  await expect(t.relayDb.execute(sql`update audit_seals set rows = 0`)).rejects.toMatchObject({
    cause: { code: '42501' },
  })
})
