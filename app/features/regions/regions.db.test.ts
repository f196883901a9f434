import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { aHospitalWithGp, aMember, anEstablishment } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { retryParkedEvent } from './commands/retry-parked-event.server.ts'
import { getEventFlow } from './queries/get-event-flow.server.ts'
import { getRegion } from './queries/get-region.server.ts'
import { listEstablishments } from './queries/list-establishments.server.ts'

// SEC-01, TEN-04
const database = useDatabase()
type World = Awaited<ReturnType<typeof aHospitalWithGp>>
let world: World
let elsewhere: World
beforeAll(async () => {
  world = await aHospitalWithGp(database)
  elsewhere = await aHospitalWithGp(database)
})

/** Everybody but the region's administrator. */
const others = (): [string, Ctx][] => [
  ...(
    [
      'doctor',
      'nurse',
      'secretary',
      'technician',
      'vigilance',
      'privacyOfficer',
      'establishmentAdmin',
    ] as const
  ).map((who): [string, Ctx] => [who, world[who].ctx]),
  ['gp', world.gp.ctx],
  ['feed', world.feed],
]

async function anEvent({ regionId = world.regionId, parked = false, published = false } = {}) {
  const [row] = await database.owner.execute<{ seq: string }>(sql`
    insert into outbox (region_id, establishment_id, request_id, name, payload, attempts, parked_at, published_at,
                        last_error)
    values (${regionId}, ${regionId === world.regionId ? world.hospital.id : null}, 'test', 'test.thing.done',
            '{"secret": "of the event"}', ${parked ? 10 : 0}, ${parked ? sql`now()` : null},
            ${published ? sql`now()` : null}, ${parked ? 'PostgresError 23505' : null})
    returning seq`)
  return Number(row!.seq)
}
const stateOf = async (seq: number) =>
  (
    await database.owner.execute<{ parked: boolean; attempts: number }>(
      sql`select parked_at is not null as parked, attempts from outbox where seq = ${seq}`,
    )
  )[0]!
const forget = () => database.owner.execute(sql`delete from outbox`)

describe('the establishments', () => {
  test('are those of the own region, with the people who work there now', async () => {
    const { rows } = await listEstablishments(world.regionAdmin.ctx)
    expect(rows.map((row) => row.id).sort()).toEqual([world.hospital.id, world.practice.id].sort())
    expect(rows.find((row) => row.id === world.practice.id)).toMatchObject({ kind: 'practice', members: 1 })

    await database.owner.execute(
      sql`update memberships set ends_at = now() where id = ${world.gp.membershipId}`,
    )
    const later = await listEstablishments(world.regionAdmin.ctx)
    expect(later.rows.find((row) => row.id === world.practice.id)!.members).toBe(0)
    await database.owner.execute(
      sql`update memberships set ends_at = null where id = ${world.gp.membershipId}`,
    )
  })

  test('a person in two roles counts once', async () => {
    const { id } = await anEstablishment(database, world.regionId, { name: 'Double' })
    const member = await aMember(database, {
      regionId: world.regionId,
      establishmentId: id,
      role: 'doctor',
    })
    await database.owner.execute(sql`
      insert into memberships (region_id, person_id, establishment_id, role)
      values (${world.regionId}, ${member.personId}, ${id}, 'board_coordinator')`)
    const { rows } = await listEstablishments(world.regionAdmin.ctx, { q: 'Double' })
    expect(rows).toMatchObject([{ members: 1 }])
  })

  test('are found by words of name and town without accents, and by the beginning of a FINESS', async () => {
    const { id } = await anEstablishment(database, world.regionId, { name: 'Clinique des Érables' })
    const [row] = await database.owner.execute<{ finess: string }>(
      sql`update establishments set city = 'Hautecôte' where id = ${id} returning finess`,
    )
    const found = async (q: string) =>
      (await listEstablishments(world.regionAdmin.ctx, { q })).rows.map((r) => r.id)
    expect(await found('erables clinique')).toEqual([id])
    expect(await found('hautecote erab')).toEqual([id])
    expect(await found(row!.finess)).toEqual([id])
    expect(await found('érables ailleurs')).toEqual([])
    // What LIKE would take for "anything" is a character like any other.
    expect(await found('%')).toEqual([])
  })

  test('are sorted as in a French directory', async () => {
    const region = await aHospitalWithGp(database)
    for (const name of ['Zola', 'école', 'Écluse', 'eclair', 'Ecole'])
      await anEstablishment(database, region.regionId, { name })
    const { rows } = await listEstablishments(region.regionAdmin.ctx, {})
    const names = rows.map((row) => row.name).filter((name) => !name.startsWith('Établissement'))
    expect(names).toEqual(['eclair', 'Écluse', 'Ecole', 'école', 'Zola'])
  })

  test('closed ones are left out', async () => {
    const { id } = await anEstablishment(database, world.regionId, { name: 'Fermé' })
    await database.owner.execute(sql`update establishments set closed_at = now() where id = ${id}`)
    expect((await listEstablishments(world.regionAdmin.ctx, { q: 'Fermé' })).rows).toEqual([])
  })

  test('come fifty at a time, each once, also those of the same name', async () => {
    const region = await aHospitalWithGp(database)
    for (let i = 0; i < 104; i++)
      await anEstablishment(database, region.regionId, { name: `Cabinet ${Math.trunc(i / 4)}` })
    const seen: string[] = []
    let after: string | undefined
    for (let page = 0; page < 3; page++) {
      const { rows, next } = await listEstablishments(region.regionAdmin.ctx, { after })
      expect(rows.length).toBe(page < 2 ? 50 : 6)
      expect(next === null).toBe(page === 2)
      seen.push(...rows.map((row) => row.id))
      after = next ?? undefined
    }
    expect(new Set(seen).size).toBe(106)
  })

  test('a page after an establishment of another region is empty, and says nothing of it', async () => {
    const { rows } = await listEstablishments(world.regionAdmin.ctx, { after: elsewhere.hospital.id })
    expect(rows).toEqual([])
  })
})

describe('the page of the region', () => {
  test('is the own region', async () => {
    const region = await getRegion(world.regionAdmin.ctx)
    expect(region).toMatchObject({ isTest: true, timeZone: 'Europe/Paris' })
    const other = await getRegion(elsewhere.regionAdmin.ctx)
    expect(other.code).not.toBe(region.code)
    expect(other).toMatchObject({ establishments: 2, professionals: 9 })
  })

  test('shows what waits and what was set aside, of the own region only, without its payload', async () => {
    await forget()
    await anEvent()
    await anEvent({ published: true })
    const parked = await anEvent({ parked: true })
    await anEvent({ regionId: elsewhere.regionId })
    await anEvent({ regionId: elsewhere.regionId, parked: true })
    const flow = await getEventFlow(world.regionAdmin.ctx)
    expect(flow).toMatchObject({
      waiting: { value: 1, isMore: false },
      parked: [
        {
          seq: parked,
          name: 'test.thing.done',
          establishment: world.hospital.name,
          lastError: 'PostgresError 23505',
        },
      ],
      hasMoreParked: false,
    })
    expect(flow.oldestUntriedAt).not.toBeNull()
    expect(JSON.stringify(flow)).not.toContain('secret')
  })

  test('is for the region’s administrators only', async () => {
    for (const [who, ctx] of others()) {
      await expect(getRegion(ctx), who).rejects.toMatchObject({ code: 'forbidden' })
      await expect(getEventFlow(ctx), who).rejects.toMatchObject({ code: 'forbidden' })
    }
    await expect(listEstablishments(world.feed)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('a parked event', () => {
  test('is let in again, with a row in the trail', async () => {
    const seq = await anEvent({ parked: true })
    await retryParkedEvent(world.regionAdmin.ctx, { seq })
    expect(await stateOf(seq)).toEqual({ parked: false, attempts: 1 })
    const trail = await database.owner.execute(sql`
      select actor_id, detail from audit_entries
      where action = 'regions.event.retry' and subject = ${`outbox_event/${seq}`}`)
    expect([...trail]).toEqual([
      { actor_id: world.regionAdmin.personId, detail: { event: 'test.thing.done' } },
    ])
    await expect(retryParkedEvent(world.regionAdmin.ctx, { seq })).rejects.toMatchObject({
      code: 'not_found',
      reason: 'regions.eventNotParked',
    })
  })

  test('is old, and yet no sign that the relay stands still', async () => {
    await forget()
    const seq = await anEvent({ parked: true })
    await database.owner.execute(
      sql`update outbox set created_at = now() - interval '2 hours' where seq = ${seq}`,
    )
    await retryParkedEvent(world.regionAdmin.ctx, { seq })
    const flow = await getEventFlow(world.regionAdmin.ctx)
    expect(flow).toMatchObject({ waiting: { value: 1 }, oldestUntriedAt: null })
  })

  test('wakes the relay', async () => {
    const seq = await anEvent({ parked: true })
    const heard = new Promise<void>((resolve) => {
      void database.relayDb.$client.listen('cordee_outbox', () => resolve())
    })
    await new Promise((resolve) => setTimeout(resolve, 200))
    await retryParkedEvent(world.regionAdmin.ctx, { seq })
    await heard
  })

  test('of another region is not found', async () => {
    const seq = await anEvent({ parked: true })
    await expect(retryParkedEvent(elsewhere.regionAdmin.ctx, { seq })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect((await stateOf(seq)).parked).toBe(true)
  })

  test('is not for other roles, and the database says so itself', async () => {
    const seq = await anEvent({ parked: true })
    for (const [who, ctx] of others()) {
      await expect(retryParkedEvent(ctx, { seq }), who).rejects.toMatchObject({ code: 'forbidden' })
      const directly = ctx.write(({ tx }) => tx.execute(sql`select app.retry_parked(${seq}::bigint)`))
      await expect(directly, who).rejects.toMatchObject({ code: 'forbidden' })
    }
    expect((await stateOf(seq)).parked).toBe(true)
  })

  test('is changed in no other way', async () => {
    const seq = await anEvent({ parked: true })
    const changed = world.regionAdmin.ctx.write(({ tx }) =>
      tx.execute(sql`update outbox set parked_at = null where seq = ${seq}`),
    )
    await expect(changed).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})
