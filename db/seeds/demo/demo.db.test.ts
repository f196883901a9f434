import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeBase32IgnorePadding } from '@oslojs/encoding'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { createSignInCtx, signInSettings, totpCode } from '#app/features/identity/index.server.ts'
import { type BlobStore, folderStore, readBlob } from '#app/kernel/blobs.server.ts'
import { readCda } from '#app/kernel/cda/read-cda.ts'
import { isFinessValid, isInsMatriculeValid, isRppsValid } from '#app/kernel/check-digits.ts'
import { deriveKey } from '#app/kernel/secrets.server.ts'
import { type TestDatabase, useDatabase } from '#db/test/harness.ts'
import { FEATURED } from './featured.ts'
import type { DemoAccount } from './make-staff.ts'
import { type Means, REQUEST_ID, staffCtx } from './means.ts'
import { PATIENTS } from './patients.ts'
import { REGION } from './places.ts'
import { seedDemonstration } from './seed.ts'

const whole = useDatabase()
const interrupted = useDatabase()
const NOW = new Date('2026-03-04T09:30:00Z')
/** Those that are chosen by hand, and a few of the others. */
const SOME = PATIENTS.slice(0, 16)
const SECRET = 'a secret of thirty-two characters'
const env = { CORDEE_SECRET: SECRET, CORDEE_DEMO: true, PORT: 4450 }

const aStore = () => folderStore(mkdtempSync(join(tmpdir(), 'cordee-seed-')))
const meansOf = (t: TestDatabase, blobs: BlobStore, now = NOW): Means => ({
  db: t.db,
  identityDb: t.identityDb,
  owner: t.owner,
  store: { blobs, key: deriveKey(SECRET, 'exchange.messages') },
  signIn: createSignInCtx({
    db: t.identityDb,
    settings: signInSettings(env),
    requestId: REQUEST_ID,
    locale: 'fr',
  }),
  mllpPort: 2575,
  now,
})

/** Rows of every table that a run must not write twice. The trail may grow: it says what was done again. */
async function rowsOf(t: TestDatabase): Promise<Record<string, number>> {
  const tables = await t.owner.execute<{ name: string }>(sql`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and c.relname not like 'audit%' and c.relname not like 'sign_in_events'`)
  const counts = await Promise.all(
    tables.map(async ({ name }): Promise<[string, number]> => {
      const as = name.startsWith('sign_in') || name === 'outgoing_mails' ? t.identityDb : t.owner
      const [row] = await as.execute<{ n: number }>(
        sql`select count(*)::int as n from ${sql.identifier(name)}`,
      )
      return [name, row!.n]
    }),
  )
  return Object.fromEntries(counts)
}

const documentsOf = async (t: TestDatabase) => [
  ...(await t.owner.execute<Record<string, unknown>>(sql`
    select f.local_id, d.unique_id, d.sha256, e.title, e.status, e.occurred_at, e.recorded_at, e.confidentiality,
           e.release
    from documents d join record_entries e on e.id = d.entry_id join patient_files f on f.id = e.file_id
    order by f.local_id, d.unique_id, d.sha256`)),
]

let accounts: DemoAccount[]
const blobs = aStore()
beforeAll(async () => {
  accounts = await seedDemonstration(meansOf(whole, blobs), SOME)
}, 120_000)

describe('the demonstration region', () => {
  test('has numbers with their keys, under the test authority only', async () => {
    const files = await whole.owner.execute<{ ins_matricule: string; ins_oid: string }>(
      sql`select distinct ins_matricule, ins_oid from patient_files where ins_matricule is not null`,
    )
    expect(files.length).toBeGreaterThan(10)
    for (const { ins_matricule, ins_oid } of files)
      expect([isInsMatriculeValid(ins_matricule), ins_oid]).toEqual([true, '1.2.250.1.213.1.4.10'])
    const people = await whole.owner.execute<{ rpps: string }>(
      sql`select rpps from people where rpps is not null`,
    )
    expect(people.map((p) => p.rpps).filter((rpps) => !isRppsValid(rpps))).toEqual([])
    const places = await whole.owner.execute<{ finess: string }>(sql`select finess from establishments`)
    expect(places).toHaveLength(11)
    expect(places.map((p) => p.finess).filter((finess) => !isFinessValid(finess))).toEqual([])
    const [region] = await whole.owner.execute(sql`select is_test from regions`)
    expect(region).toEqual({ is_test: true })
  })

  test('names 120 different people, but for one pair of homonyms', () => {
    const names = PATIENTS.map((p) => [p.birthName, p.firstGivenName, p.birthDate].join())
    expect(names).toHaveLength(120)
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual(['MARTIN,Catherine,1958-09-22'])
    expect(new Set(PATIENTS.flatMap((p) => p.insMatricule ?? [])).size).toBe(
      PATIENTS.filter((p) => p.insMatricule).length,
    )
  })

  test('has documents whose bytes are what they say', async () => {
    const documents = await whole.owner.execute<{
      blob_key: string
      media_type: string
      content: string
    }>(sql`
      select d.blob_key, d.media_type, t.content from documents d
      left join document_texts t on t.entry_id = d.entry_id`)
    expect(documents.length).toBeGreaterThan(100)
    for (const { blob_key, media_type, content } of documents) {
      const bytes = await readBlob(blobs, blob_key)
      if (media_type === 'application/pdf') expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
      else expect(readCda(bytes, { zone: 'Europe/Paris' }).ok).toBe(true)
      // The words of a PDF that came by the feed are read by a job of their own.
      if (media_type !== 'application/pdf') expect(content).toBeTruthy()
    }
  })

  test('tells nothing of tomorrow, and at least a year of yesterday', async () => {
    const [span] = await whole.owner.execute<{ first: string; last: string }>(
      sql`select min(recorded_at) as first, max(recorded_at) as last from record_entries`,
    )
    expect(new Date(span!.last).getTime()).toBeLessThan(NOW.getTime())
    expect(new Date(span!.first).getTime()).toBeLessThan(NOW.getTime() - 365 * 86_400_000)
  })

  test('shows corrected, withdrawn, masked and hidden documents', async () => {
    const [row] = await whole.owner.execute(sql`
      select count(*) filter (where status = 'replaced')::int as replaced,
             count(*) filter (where replaces_id is not null)::int as replacing,
             count(*) filter (where status = 'withdrawn')::int as withdrawn,
             count(*) filter (where confidentiality = 'restricted')::int as masked,
             count(*) filter (where release = 'never')::int as hidden
      from record_entries`)
    expect(row).toEqual({ replaced: 7, replacing: 7, withdrawn: 1, masked: 1, hidden: 1 })
  })

  // UXS-04
  test('tells the facts of those who are shown: disease, treatments, values over a year, what comes next', async () => {
    const kinds = await whole.owner.execute<{ kind: string; patients: number; n: number }>(sql`
      select kind::text, count(distinct patient_id)::int as patients, count(*)::int as n
      from record_entries where status = 'current' group by kind`)
    const of = (kind: string) => kinds.find((k) => k.kind === kind)
    expect(of('condition')!.patients).toBe(FEATURED.length)
    expect(of('condition')!.n).toBe(FEATURED.length)
    expect(of('treatment')!.patients).toBeGreaterThanOrEqual(9)
    expect(of('biomarker')!.n).toBeGreaterThan(20)
    expect(of('allergy')!.patients).toBeGreaterThanOrEqual(2)
    expect(of('appointment')!.patients).toBeGreaterThanOrEqual(10)
    const [trend] = await whole.owner.execute<{ n: number; days: number }>(sql`
      select count(*)::int as n, (extract(epoch from max(observed_at) - min(observed_at)) / 86400)::int as days
      from observations o join patient_files f on f.patient_id = o.patient_id
      where o.code = '718-7' and f.birth_name = 'VASSEUR'`)
    expect(trend!.n).toBeGreaterThan(12)
    expect(trend!.days).toBeGreaterThan(300)
  })

  test('shows notes that are signed, in error and not finished, and a treatment that is planned', async () => {
    const notes = await whole.owner.execute<{ status: string; n: number }>(sql`
      select status::text, count(*)::int as n from record_entries where kind = 'note' group by status`)
    expect(Object.fromEntries(notes.map(({ status, n }) => [status, n]))).toMatchObject({
      current: expect.any(Number),
      entered_in_error: 1,
    })
    expect((await rowsOf(whole)).note_drafts).toBe(1)
    const planned = await whole.owner.execute(sql`
      select f.birth_name from treatments t join record_entries e on e.id = t.entry_id
      join patient_files f on f.id = e.file_id where t.state = 'planned'`)
    expect(planned.length).toBeGreaterThan(0)
  })

  test('leaves to identity vigilance three questions that nobody has decided, and one decision to take back', async () => {
    const reviews = await whole.owner.execute(sql`
      select reason, state from identity_reviews order by state, reason`)
    expect([...reviews]).toEqual([
      { reason: 'same_traits', state: 'attached' },
      { reason: 'same_traits', state: 'kept_apart' },
      { reason: 'ins_with_other_traits', state: 'open' },
      { reason: 'same_traits', state: 'open' },
      { reason: 'strict_trait_changed', state: 'open' },
    ])
    const [homonyms] = await whole.owner.execute(sql`
      select count(*)::int as n, min(identity_status::text) as status from patients
      where birth_name = 'MARTIN' and first_given_name = 'Catherine'`)
    expect(homonyms).toEqual({ n: 2, status: 'QUAL' })
  })

  test('has a feed with messages filed, held up and refused', async () => {
    const states = await whole.owner.execute<{ state: string; n: number }>(
      sql`select state, count(*)::int as n from inbound_messages group by state`,
    )
    const byState = Object.fromEntries(states.map(({ state, n }) => [state, n]))
    expect(byState).toMatchObject({ filed: 10, refused: 1, ignored: 1 })
    expect(byState.blocked).toBeGreaterThan(0)
  })

  test('has patients in a ward, one who died, and news for the GP', async () => {
    const [now] = await whole.owner.execute<{ in_ward: number; dead: number }>(sql`
      select (select count(*) from patient_files where current_unit is not null)::int as in_ward,
             (select count(*) from patients where deceased_at is not null)::int as dead`)
    expect(now!.dead).toBe(1)
    expect(now!.in_ward).toBeGreaterThanOrEqual(2)
    const gp = accounts.find((account) => account.name === 'Dr Anne Delmas')!
    const ctx = staffCtx(meansOf(whole, blobs), { key: 'delmas', personId: gp.personId }, NOW)
    const seen = await ctx.read((tx) =>
      tx.execute<{ news: number }>(sql`
        select (select count(*) from record_entries e
                where e.patient_id = p.id and e.recorded_at > v.last_visit_at)::int as news
        from patients p left join record_visits v on v.patient_id = p.id`),
    )
    expect(seen).toHaveLength(SOME.filter((p) => p.gp === 'delmas').length)
    expect(seen.filter(({ news }) => news > 0)).toHaveLength(4)
  })

  test('starts nothing: no event waits, no mail goes out', async () => {
    const [waiting] = await whole.owner.execute(sql`
      select count(*)::int as n from outbox where published_at is null or parked_at is not null`)
    expect(waiting).toEqual({ n: 0 })
    expect((await rowsOf(whole)).outgoing_mails).toBe(0)
  })

  test('says who can sign in, with what a real sign-in needs', async () => {
    expect(accounts.length).toBeGreaterThan(12)
    for (const { email, password, totpSecret } of accounts) {
      expect(email).toMatch(/^[a-z.-]+@demo\.cordee\.invalid$/)
      expect(password.length).toBeGreaterThanOrEqual(12)
      expect(totpCode(decodeBase32IgnorePadding(totpSecret), NOW)).toMatch(/^\d{6}$/)
    }
    const [stored] = await whole.identityDb.execute(sql`
      select count(*)::int as n from sign_in_accounts
      where is_demonstration and password_hash is not null and totp_secret is not null`)
    expect(stored).toEqual({ n: accounts.length })
  })
})

describe('again', () => {
  test('a run too many writes nothing twice', async () => {
    const before = await rowsOf(whole)
    const again = await seedDemonstration(
      meansOf(whole, blobs, new Date(NOW.getTime() + 7 * 86_400_000)),
      SOME,
    )
    expect(await rowsOf(whole)).toEqual(before)
    expect(again).toEqual(accounts)
  })

  test('a run that was cut off is finished by the next, on another day, to the same region', async () => {
    const blobs = aStore()
    let puts = 0
    const failing: BlobStore = {
      ...blobs,
      put: async (...args) => {
        if (++puts > 70) throw new Error('killed')
        return blobs.put(...args)
      },
    }
    await expect(seedDemonstration(meansOf(interrupted, failing), SOME)).rejects.toThrow('killed')
    const [half] = await interrupted.owner.execute<{ n: number }>(
      sql`select count(*)::int as n from patient_files`,
    )
    expect(half!.n).toBeGreaterThan(0)
    // Cut off between a person and their first membership.
    await interrupted.owner.execute(sql`
      delete from memberships where person_id = (select id from people where family_name = 'Benhaddou')`)

    await seedDemonstration(meansOf(interrupted, blobs, new Date(NOW.getTime() + 86_400_000)), SOME)
    const [rows, expected] = [await rowsOf(interrupted), await rowsOf(whole)]
    expect({ ...rows, outbox: 0 }).toEqual({ ...expected, outbox: 0 })
    expect(await documentsOf(interrupted)).toEqual(await documentsOf(whole))
  }, 120_000)

  test('nothing is written outside its region', async () => {
    const regions = await whole.owner.execute(sql`select id from regions`)
    expect([...regions]).toEqual([{ id: REGION.id }])
  })
})
