import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { anIns, aPatientFile } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { type TwoHouses, twoHouses } from '#db/test/identity-world.ts'
import { aMoment, untilSomeoneWaits } from '#db/test/locks.ts'
import { CreateFile } from '../contract.ts'
import { createFile } from './create-file.server.ts'

// UXS-02: the admission desk creates a file
const database = useDatabase()
let world: TwoHouses
beforeAll(async () => {
  world = await twoHouses(database)
})

let people = 0
/** As the form sends it: everything a text. */
const form = (more: Record<string, string> = {}) => ({
  formId: crypto.randomUUID(),
  localId: '',
  birthName: `Kervella-${'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[people++]}`,
  birthGivenNames: 'Claire Marie',
  firstGivenName: 'Claire',
  birthDate: '1984-05-12',
  sex: 'female',
  birthPlaceCode: '29019',
  insMatricule: '',
  usedName: '',
  usedGivenName: '',
  phone: '',
  address: '',
  ...more,
})
const said = (more: Record<string, string> = {}) => CreateFile.parse(form(more))
const wrong = (more: Record<string, string>) => {
  const parsed = CreateFile.safeParse(form(more))
  return parsed.success ? [] : [...new Set(parsed.error.issues.map(({ path }) => path[0]))]
}
const filesOf = (patientId: string) =>
  database.owner.execute<{
    local_id: string
    identity_status: string
    ins_oid: string | null
    birth_name: string
  }>(
    sql`select local_id, identity_status, ins_oid, birth_name from patient_files where patient_id = ${patientId}`,
  )
const createdBy = async (answer: ReturnType<typeof createFile>) => {
  const created = await answer
  if (created.answer !== 'created') throw new Error('look-alikes')
  return created.patientId
}

describe('the form', () => {
  test.each([
    ['a wrong key', { insMatricule: '2 84 05 31 555 123 80' }, ['insMatricule']],
    ['a number that is none', { insMatricule: '284' }, ['insMatricule']],
    ['no sex', { sex: 'unknown' }, ['sex']],
    ['a day to come', { birthDate: '2999-01-01' }, ['birthDate']],
    ['a day that is none', { birthDate: '2001-02-30' }, ['birthDate']],
    ['no place', { birthPlaceCode: 'Brest' }, ['birthPlaceCode']],
    ['no names', { birthName: ' ', birthGivenNames: '' }, ['birthName', 'birthGivenNames']],
  ])('refuses %s', (_, more, fields) => expect(wrong(more)).toEqual(fields))

  test.each(['2 84 05 31 555 123 79', '2 60 12 2A 004 017 91', '260122a00401791'])(
    'takes %s',
    (insMatricule) => {
      expect(said({ insMatricule }).insMatricule).toMatch(/^\d{5}(\d\d|2A)\d{8}$/)
    },
  )
})

describe('createFile', () => {
  test.each(['secretary', 'vigilance'] as const)('a %s creates one, and reads its record', async (who) => {
    const { insMatricule } = anIns()
    const patientId = await createdBy(createFile(world[who].ctx, said({ insMatricule, hasPapers: 'on' })))
    expect(await filesOf(patientId)).toMatchObject([
      {
        identity_status: 'VALI',
        ins_oid: '1.2.250.1.213.1.4.10',
        local_id: expect.stringMatching(/^C[0-9A-F]{10}$/),
      },
    ])
    const seen = await world[who].ctx.read((tx) =>
      tx.execute(sql`select 1 from patients where id = ${patientId}`),
    )
    expect(seen).toHaveLength(1)
    const trail = await database.owner.execute<{ action: string }>(sql`
      select action from audit_entries where patient_id = ${patientId} and actor_id = ${world[who].personId}`)
    expect(trail.map(({ action }) => action)).toContain('record.file.open')
  })

  test.each(['doctor', 'nurse', 'technician', 'privacyOfficer', 'feed'] as const)(
    'a %s does not',
    async (who) => {
      const member = world[who]
      await expect(createFile('ctx' in member ? member.ctx : member, said())).rejects.toMatchObject({
        code: 'forbidden',
      })
    },
  )

  test('pressed twice it is one file', async () => {
    const twice = said()
    const first = await createdBy(createFile(world.secretary.ctx, twice))
    expect(await createdBy(createFile(world.secretary.ctx, twice))).toBe(first)
    expect(await filesOf(first)).toHaveLength(1)
  })

  test('pressed twice at the same moment too', async () => {
    const twice = said()
    const [held, over] = [aMoment(), aMoment()]
    const holding = database.owner.transaction(async (tx) => {
      await tx.execute(sql`
        select pg_advisory_xact_lock(hashtextextended(${world.regionId}::text || ${world.hospital.id}::text
          || ${`C${twice.formId.replaceAll('-', '').slice(0, 10).toUpperCase()}`}, 1))`)
      held.reach()
      await over.reached
    })
    await held.reached
    const both = [createFile(world.secretary.ctx, twice), createFile(world.secretary.ctx, twice)].map(
      createdBy,
    )
    await untilSomeoneWaits(database, 2)
    over.reach()
    await holding
    const [one, other] = await Promise.all(both)
    expect(one).toBe(other)
    expect(await filesOf(one!)).toHaveLength(1)
  })

  test('the number of somebody else never rewrites who they are', async () => {
    const known = await aPatientFile(world.feed)
    await expect(
      createFile(world.secretary.ctx, said({ localId: known.traits.localId })),
    ).rejects.toMatchObject({ code: 'conflict', reason: 'record.localIdTaken' })
    expect(await filesOf(known.patientId)).toMatchObject([{ birth_name: known.traits.birthName }])
  })

  test('who looks alike here is shown first, and only those; who was seen is no second question', async () => {
    const one = said()
    const patientId = await createdBy(createFile(world.secretary.ctx, one))
    const again = { ...one, formId: crypto.randomUUID(), birthDate: '1984-12-05' }
    const answer = await createFile(world.secretary.ctx, again)
    expect(answer).toMatchObject({ answer: 'lookalikes', rows: [{ id: patientId }] })
    const other = await createdBy(createFile(world.secretary.ctx, { ...again, isNone: [patientId] }))
    expect(other).not.toBe(patientId)
    // Whoever came up since the look was not seen.
    const third = { ...again, formId: crypto.randomUUID(), birthDate: '1984-05-12', isNone: [patientId] }
    const late = await createFile(world.secretary.ctx, third)
    expect(late.answer === 'lookalikes' && late.rows.map(({ id }) => id).sort()).toEqual(
      [patientId, other].sort(),
    )
  })

  test('whom only another establishment knows is told to nobody, and waits for identity vigilance', async () => {
    const theirs = await aPatientFile(world.clinicFeed, {
      birthName: 'Ailleurs',
      firstGivenName: 'Claire',
      birthGivenNames: 'Claire Marie',
      birthDate: '1984-05-12',
    })
    const patientId = await createdBy(createFile(world.secretary.ctx, said({ birthName: 'Ailleurs' })))
    expect(patientId).not.toBe(theirs.patientId)
    const reviews = await database.owner.execute<{ reason: string }>(sql`
      select r.reason from identity_reviews r join patient_files f on f.id = r.file_id
      where f.patient_id = ${patientId} and r.state = 'open'`)
    expect(reviews).toMatchObject([{ reason: 'same_traits' }])
  })
})
