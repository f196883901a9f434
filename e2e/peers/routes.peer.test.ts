import { describe, expect, test } from 'vitest'
import { useDatabase } from '#db/test/harness.ts'
import { WITNESS } from './route-world.ts'
import { ALL_CASES } from './routes/all.ts'
import { builtRoutes } from './routes/built-routes.ts'
import type { Act, Ask } from './routes/case.ts'
import { ask, useWalkedProduct } from './routes/walked-product.ts'

// SEC-01: every route of the built product is asked by someone entitled, who gets known content, then with the
// same address by another region, another establishment, a stranger and a wrong role, who get nothing of it.
const database = useDatabase()
const product = useWalkedProduct(database)

describe('every route', () => {
  test('of the built product has a case here, and no case is of a route that is gone', async () => {
    expect(ALL_CASES.map(([route]) => route).sort()).toEqual(await builtRoutes())
  })

  const asked = ALL_CASES.filter((entry): entry is [string, Ask] => 'finds' in entry[1])
  test.each(asked)(
    '%s answers those who may, and nobody else',
    async (name, it) => {
      const method = name.split(' ')[0]!
      const variants: ('page' | 'data')[] =
        method === 'GET' && !name.endsWith('/content') ? ['page', 'data'] : ['page']
      for (const variant of variants) {
        for (const who of it.nothing) {
          const { status, text } = await ask(product, who, method, it, variant)
          expect(text.includes(it.finds), `${who} ${variant} ${status}`).toBe(false)
          expect(text.includes(WITNESS), `${who} ${variant} ${status}`).toBe(false)
        }
        for (const who of it.entitled) {
          const { status, text } = await ask(product, who, method, it, variant)
          if (variant === 'page') expect({ who, status }).toEqual({ who, status: 200 })
          if (it.finds === WITNESS || variant === 'page')
            expect(text, `${who} ${variant}`).toContain(it.finds)
        }
      }
    },
    60_000,
  )

  const acts = ALL_CASES.filter((entry): entry is [string, Act] => 'changes' in entry[1])
  test.each(acts)(
    '%s changes what it should for those who may, and nothing for others',
    async (_name, it) => {
      const value = async () => {
        const [row] = await database.owner.execute<{ value: unknown }>(it.changes(product.world))
        return row?.value
      }
      const before = await value()
      for (const who of it.nothing) {
        const { status, text } = await ask(product, who, 'POST', it)
        // These two see the patient anyway, whatever they may not do.
        if (who !== 'doctor' && who !== 'gp') expect(text.includes(WITNESS), `${who} ${status}`).toBe(false)
        expect(await value(), `${who} ${status}`).toEqual(before)
      }
      const { status } = await ask(product, it.by, 'POST', it)
      expect(await value(), `${it.by} ${status}`).not.toEqual(before)
    },
  )

  test('a patient out of reach is not found, never forbidden', async () => {
    const patientPages = new Map(ALL_CASES)
    for (const who of ['elsewhere', 'neighbour', 'technician'] as const)
      for (const name of [
        'GET /patients/:patientId',
        'GET /patients/:patientId/timeline',
        'GET /patients/:patientId/entries/:entryId/content',
      ]) {
        const { status } = await ask(product, who, 'GET', patientPages.get(name) as Ask)
        expect(status, `${who} ${name}`).toBe(404)
      }
  })

  test('a form sent from another site is refused', async () => {
    const answer = await fetch(new URL('/patients', product.baseURL), {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example', cookie: product.world.cookies.doctor },
      body: new URLSearchParams({ q: WITNESS }),
      redirect: 'manual',
    })
    expect(answer.status).toBe(403)
  })

  test('nothing about a patient is kept by a cache', async () => {
    const headers = { cookie: product.world.cookies.doctor }
    const { patientId, entryId } = product.world
    for (const path of [`/patients/${patientId}`, `/patients/${patientId}/entries/${entryId}/content`]) {
      const answer = await fetch(new URL(path, product.baseURL), { headers })
      expect(answer.headers.get('cache-control')).toContain('no-store')
    }
  })
})
