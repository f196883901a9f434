import { setTimeout as sleep } from 'node:timers/promises'
import { prng } from '#db/seeds/large/prng.ts'
import { type Answer, ask } from './client.ts'
import type { Visitors } from './visitors.ts'

export const PAGES = ['sign-in', 'my patients', 'search', 'record', 'timeline'] as const
export type PageName = (typeof PAGES)[number]

export type Visit = {
  page: PageName
  appMs: number
  /** During which the server waited for the database, or for its turn to go on after it. */
  dbMs: number
  wallMs: number
  isGood: boolean
  requestIds: string[]
}

/** Of a hundred pages: who looks for a patient mostly opens the record then. */
const SHARES: Record<PageName, number> = {
  'sign-in': 10,
  'my patients': 20,
  search: 20,
  record: 30,
  timeline: 20,
}

/**
 * An open arrival: pages are asked for at random moments at a given rate, whether or not the ones before
 * have been answered, and a page's time begins when it should have been asked. So a server that stalls
 * cannot slow its visitors down and look fast.
 */
export async function visit(
  origin: string,
  people: Visitors,
  { perSecond, seconds, seed }: { perSecond: number; seconds: number; seed: number },
): Promise<Visit[]> {
  const random = prng(seed)
  const uniform = () => (random.below(1_000_000) + 0.5) / 1_000_000
  const startedAt = performance.now()
  const open: Promise<Visit>[] = []
  let dueAt = startedAt
  for (;;) {
    dueAt += (-Math.log(uniform()) / perSecond) * 1000
    if (dueAt > startedAt + seconds * 1000) break
    const wait = dueAt - performance.now()
    if (wait > 0) await sleep(wait)
    const page = draw(uniform() * 100)
    open.push(openPage(origin, people, page, random, dueAt))
  }
  return Promise.all(open)
}

function draw(at: number): PageName {
  let from = 0
  for (const page of PAGES) {
    from += SHARES[page]
    if (at < from) return page
  }
  return 'record'
}

async function openPage(
  origin: string,
  people: Visitors,
  page: PageName,
  random: ReturnType<typeof prng>,
  dueAt: number,
): Promise<Visit> {
  const visitor = random.pick(people.visitors)
  const { cookie, patientIds, searches } = visitor
  const get = (path: string) => ask(origin, path, { cookie })
  const at = async (rest: string) => {
    const patientId = random.pick(patientIds)
    const answer = await get(`/patients/${patientId}${rest}`)
    visitor.opened?.(`/patients/${patientId}${rest}`, patientId)
    return answer
  }
  const steps: Record<PageName, () => Promise<Answer[]>> = {
    'sign-in': async () => {
      const form = { email: random.pick(people.emails), password: people.password }
      const from = `10.${random.below(250)}.${random.below(250)}.${random.below(250)}`
      const answer = await ask(origin, '/login', { form, from })
      return [{ ...answer, status: answer.headers.location?.startsWith('/login/code') ? 200 : 400 }]
    },
    'my patients': async () => {
      const answer = await get('/patients')
      visitor.opened?.('/patients', null)
      return [answer]
    },
    search: async () => {
      const sent = await ask(origin, '/patients', { cookie, form: { q: random.pick(searches) } })
      const { location } = sent.headers
      // Sent, then shown: a person waits for both.
      return location ? [{ ...sent, status: 200 }, await get(location)] : [{ ...sent, status: 400 }]
    },
    record: async () => [await at('')],
    timeline: async () => [await at('/timeline')],
  }
  try {
    const answers = await steps[page]()
    const sum = (value: (answer: Answer) => number) => answers.reduce((all, one) => all + value(one), 0)
    return {
      page,
      appMs: sum((a) => a.appMs),
      dbMs: sum((a) => a.dbMs),
      wallMs: performance.now() - dueAt,
      isGood: answers.every((a) => a.status === 200),
      requestIds: answers.map((a) => String(a.headers['x-request-id'])),
    }
  } catch {
    return {
      page,
      appMs: Number.NaN,
      dbMs: Number.NaN,
      wallMs: performance.now() - dueAt,
      isGood: false,
      requestIds: [],
    }
  }
}
