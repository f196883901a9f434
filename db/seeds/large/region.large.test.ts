import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isInsMatriculeValid, isRppsValid } from '#app/kernel/check-digits.ts'
import { ensureLargeRegion, isLargeRegionReady, type LargeRegion } from './ensure.ts'

// What is measured must be what the product would have written.
const isWanted = process.env.CORDEE_LARGE === '1' || isLargeRegionReady()

describe.skipIf(!isWanted)('the large region', () => {
  let region: LargeRegion
  let admin: Sql

  beforeAll(async () => {
    region = await ensureLargeRegion({ report: (line) => process.stderr.write(`${line}\n`) })
    admin = postgres(region.adminUrl, { max: 1, onnotice: () => {} })
  }, 1_800_000)

  afterAll(async () => {
    await admin?.end()
    await region?.release()
  })

  test('has the size of a region', () => {
    const { counts } = region.facts
    expect(counts).toMatchObject({ recordEntries: 5_000_000, documents: 2_000_000, patients: 291_000 })
    expect(counts.patientFiles).toBeGreaterThan(670_000)
    expect(counts.careRelations).toBeGreaterThan(1_090_000)
    expect(counts.documentTexts).toBeGreaterThan(300_000)
  })

  test('its search tokens are those the definer function writes', async () => {
    const rolledBack = new Error('rolled back')
    let compared = 0
    await admin
      .begin(async (tx) => {
        await tx`select set_config('app.region_id', ${region.facts.regionId}, true)`
        const some = await tx<{ id: string }[]>`
          select id from patients where region_id = ${region.facts.regionId} order by md5(id::text) limit 200`
        for (const { id } of some) {
          const tokens = () => tx`
            select grantee_id, token, ends_at,
              array(select w from unnest(string_to_array(words, ' ')) w order by w) as words from access_tokens
            where region_id = ${region.facts.regionId} and patient_id = ${id} order by grantee_id, token`
          const generated = await tokens()
          await tx`select app.refresh_access_tokens(${id})`
          expect(generated).toEqual(await tokens())
          compared += generated.length
        }
        throw rolledBack
      })
      .catch((error) => {
        if (error !== rolledBack) throw error
      })
    expect(compared).toBeGreaterThan(1_000)
  })

  test('its numbers carry valid keys, under the national test OID', async () => {
    const patients = await admin<{ ins: string; oid: string }[]>`
      select ins_matricule as ins, ins_oid as oid from patients
      where ins_matricule is not null order by md5(id::text) limit 500`
    expect(patients.filter((p) => !isInsMatriculeValid(p.ins))).toEqual([])
    expect(new Set(patients.map((p) => p.oid))).toEqual(new Set(['1.2.250.1.213.1.4.10']))
    const people = await admin<{ rpps: string }[]>`select rpps from people where rpps is not null`
    expect(people.filter((p) => !isRppsValid(p.rpps))).toEqual([])
  })
})
