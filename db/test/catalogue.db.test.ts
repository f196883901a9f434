import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import type { Db } from '../client.ts'
import {
  allTables,
  keysWithoutRegion,
  looseFunctions,
  mightyRoles,
  NOT_FOR_THE_APP,
  policiesForAnybody,
  touchable,
  uniqueWithoutRegion,
  viewsOfTheOwner,
  WITHOUT_REGION,
  withoutForce,
  withoutWallOrDoor,
} from './catalogue.ts'
import { useDatabase } from './harness.ts'

// SEC-01
const database = useDatabase()

/** Unique keys without a region, each with its reason. */
const GLOBAL_KEYS = [
  'outbox_pkey', // a sequence of the whole server; never shown to a person
  'audit_entries_at_seq_pk', // the same
  'connection_tokens_token_hash_unique', // the token says whose it is, before a region is known
  'connections_port_unique', // a TCP port is the machine's, whoever's connection it is
]

describe('the catalogue', () => {
  test.each([
    ['every table with a region forces row-level security, partitions too', withoutForce, []],
    ['whatever the app can touch stands behind a wall and a door', withoutWallOrDoor, []],
    ['no policy is for anybody', policiesForAnybody, []],
    ['every foreign key carries the region', keysWithoutRegion, []],
    ['every unique key carries the region', uniqueWithoutRegion, GLOBAL_KEYS],
    ['no role of ours can step over a policy', mightyRoles, []],
    ['definer functions have a fixed search path and named callers', looseFunctions, []],
    ['views read with the rights of who asks', viewsOfTheOwner, []],
  ] as const)('%s', async (_, guard, allowed) => {
    expect((await guard(database.owner)).sort()).toEqual([...allowed].sort())
  })

  test('tables without a region are named, each with a reason', async () => {
    const regionless = await database.owner.execute<{ name: string }>(sql`
      select c.relname as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'region_id')`)
    expect(regionless.map((row) => row.name).sort()).toEqual(Object.keys(WITHOUT_REGION).sort())
  })

  test('the app cannot touch what is for sign-in, the relay and the sockets', async () => {
    const reach = await touchable(database.owner, 'app_user')
    expect(reach.filter((table) => NOT_FOR_THE_APP.includes(table))).toEqual([])
    await expect(database.db.execute(sql`select * from sign_in_accounts`)).rejects.toMatchObject({
      cause: { code: '42501' },
    })
  })

  test('the relay and sign-in reach no patient', async () => {
    const ofPatients = (await allTables(database.owner)).filter((t) =>
      /^(patient|record|care|entry|document|stay|access|identity_reviews|inbound)/.test(t),
    )
    expect(ofPatients.length).toBeGreaterThan(8)
    for (const role of ['app_relay', 'app_identity', 'app_auditor']) {
      const reach = await touchable(database.owner, role)
      expect(reach.filter((table) => ofPatients.includes(table))).toEqual([])
    }
  })

  test('a backfill by the migrator changes its rows: FORCE binds the owner as well', async () => {
    const [region] = await database.owner.execute<{ id: string }>(
      sql`insert into regions (code, name) values ('BACKFILL', 'Région') returning id`,
    )
    await database.owner.execute(sql`
      insert into patients (region_id, birth_name, first_given_name) values (${region!.id}, 'Essai', 'Anne')`)
    const changed = await database.owner.execute(
      sql`update patients set birth_place_code = '31555' returning id`,
    )
    expect(changed).toHaveLength(1)
  })
})

describe('the guards bite', () => {
  /** Runs a guard on a catalogue with one thing broken, then rolls back. */
  const broken = async (statement: string, guard: (owner: Db) => Promise<string[]>) => {
    let found: string[] = []
    await database.owner
      .transaction(async (tx) => {
        await tx.execute(sql.raw(statement))
        found = await guard(tx as unknown as Db)
        throw new Error('roll back')
      })
      .catch((error) => {
        if (error.message !== 'roll back') throw error
      })
    return found
  }

  test.each([
    ['drop policy patients_region_wall on patients', withoutWallOrDoor, 'patients'],
    ['drop policy patients_patient_door on patients', withoutWallOrDoor, 'patients'],
    ['alter table record_entries no force row level security', withoutForce, 'record_entries'],
    ['alter table stays disable row level security', withoutForce, 'stays'],
    ['create policy loose on stays using (true)', policiesForAnybody, 'loose'],
    ['create table t (region_id uuid, id uuid); grant select on t to app_user', withoutWallOrDoor, 't'],
    [
      'alter table stays add column gp uuid, add constraint stays_gp foreign key (gp) references outbox_ref(id)',
      keysWithoutRegion,
      'stays_gp',
    ],
    [`create view v as select * from patients; grant select on v to app_user`, viewsOfTheOwner, 'v'],
    [
      `create function app.loose() returns int language sql security definer as 'select 1'`,
      looseFunctions,
      'app.loose()',
    ],
  ] as const)('%s', async (statement, guard, name) => {
    const needsTarget = statement.includes('outbox_ref')
      ? `create table outbox_ref (id uuid primary key, region_id uuid); ${statement}`
      : statement
    expect(await broken(needsTarget, guard)).toContain(name)
  })
})
