import { describe, expect, test } from 'vitest'
import { useDatabase } from '#db/test/harness.ts'
import { type Who, WITNESS } from './route-world.ts'
import { ACTS, ALL_CASES, ASKS, CASED_ROUTES } from './routes/all.ts'
import { builtRoutes } from './routes/built-routes.ts'
import { missingAmong } from './routes/four-others.ts'
import { isShown, leaksOf, methodOf, variantsOf } from './routes/leaks.ts'
import { OF_A_DEMONSTRATION, OPEN_ROUTES } from './routes/open-routes.ts'
import { ask, asOther, useWalkedProduct } from './routes/walked-product.ts'

// SEC-01: every route of the built product is asked by someone entitled, who gets known content, then with the
// same address by another region, another establishment, a stranger and a wrong role, who get nothing of it.
const database = useDatabase()
const product = useWalkedProduct(database)

/** They see the patient anyway, whatever else they may not do. */
const SEE_THE_PATIENT: Who[] = [
  'doctor',
  'colleague',
  'gp',
  'nurse',
  'secretary',
  'vigilance',
  'named',
  'leaving',
  'breaker',
]
const OPEN = Object.keys(OPEN_ROUTES)

describe('every route', () => {
  test('of the built product has a case here, and no case is of a route that is gone', async () => {
    const named = [...CASED_ROUTES, ...OPEN, ...Object.keys(OF_A_DEMONSTRATION)]
    expect(named.sort()).toEqual(await builtRoutes())
  })

  test.each(ALL_CASES)(
    '%s is refused to another region, another house, a stranger, a wrong role',
    (_, it) => {
      expect('finds' in it ? it.entitled : [it.by]).not.toEqual([])
      expect(missingAmong(it)).toEqual([])
    },
  )

  test.each(ASKS)(
    '%s answers those who may, and nobody else',
    async (_name, it, route) => {
      expect(await leaksOf(product, it, route)).toEqual([])
      for (const variant of variantsOf(route))
        for (const who of it.entitled) {
          const { status, text } = await ask(product, who, methodOf(route), it, variant)
          if (variant === 'page') expect({ who, status }).toEqual({ who, status: 200 })
          if (it.finds === WITNESS || variant === 'page')
            expect(isShown(product, text, it.finds), `${who} ${variant} finds ${it.finds} in ${text}`).toBe(
              true,
            )
        }
    },
    60_000,
  )

  test.each(ACTS)(
    '%s changes what it should for those who may, and nothing for others',
    async (name, it) => {
      // A form posts; the link of a mail is followed.
      const method = name.startsWith('GET ') ? 'GET' : 'POST'
      const value = async () => {
        const [row] = await database.owner.execute<{ value: unknown }>(it.changes(product.world))
        return row?.value
      }
      const before = await value()
      for (const who of it.nothing) {
        // As a page that is open sends it: the answer is the form's alone, and what pages show was asked above.
        const { status, text } = await ask(product, who, method, asOther(it), 'data')
        if (!SEE_THE_PATIENT.includes(who)) expect(text.includes(WITNESS), `${who} ${status}`).toBe(false)
        expect(await value(), `${who} ${status}`).toEqual(before)
      }
      const { status, text } = await ask(product, it.by, method, it, 'data')
      expect(await value(), `${it.by} ${status} ${text}`).not.toEqual(before)
    },
    60_000,
  )

  test.each(OPEN)('%s is open to anyone, and says nothing of anybody', async (route) => {
    const [method, path] = route.split(' ') as [string, string]
    for (const who of ['nobody', 'doctor'] as const) {
      const { status, text } = await ask(product, who, method, { url: () => path.replace('*', 'nowhere') })
      expect({ who, isOur: status < 500 }).toEqual({ who, isOur: true })
      expect(text.includes(WITNESS), `${who} ${status}`).toBe(false)
    }
  })

  test(`${OPEN.length} routes are open to anyone, and no more`, () => {
    expect(OPEN.length).toBeLessThanOrEqual(14)
  })

  test.each(Object.entries(OF_A_DEMONSTRATION))('%s is a demonstration’s alone', async (route, it) => {
    const signIns = () => database.owner.execute('select count(*) from sign_in_sessions')
    const before = await signIns()
    for (const who of ['nobody', 'doctor', 'regionAdmin'] as const) {
      const { status, text } = await ask(product, who, route.split(' ')[0]!, it)
      expect(status, who).toBeGreaterThanOrEqual(400)
      expect(text.includes(product.world.waysIn.invited.email), who).toBe(false)
    }
    expect(await signIns()).toEqual(before)
  })

  test('a patient out of reach is not found, never forbidden', async () => {
    for (const who of ['elsewhere', 'neighbour', 'technician'] as const)
      for (const name of [
        'GET /patients/:patientId',
        'GET /patients/:patientId/timeline',
        'GET /patients/:patientId/entries/:entryId/content',
      ]) {
        const [, it] = ASKS.find(([asked]) => asked === name)!
        expect((await ask(product, who, 'GET', it)).status, `${who} ${name}`).toBe(404)
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

// Last: it takes walls down, which stay down in this file's own database.
describe('the walk', () => {
  const patientPage = ASKS.find(([name]) => name === 'GET /patients/:patientId')!

  test('reports a leak when a door of patients is left open, and when their wall is gone', async () => {
    const [, it, route] = patientPage
    expect(await leaksOf(product, it, route)).toEqual([])
    await database.owner.execute('alter policy patients_patient_door on patients using (true)')
    const withoutDoor = (await leaksOf(product, it, route)).join()
    expect(withoutDoor).toContain('neighbour')
    expect(withoutDoor).not.toContain('elsewhere')
    await database.owner.execute('drop policy patients_region_wall on patients')
    expect((await leaksOf(product, it, route)).join()).toContain('elsewhere')
  })
})
