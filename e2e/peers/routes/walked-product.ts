import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { TestDatabase } from '#db/test/harness.ts'
import {
  aSecret,
  freePort,
  isHealthy,
  type Running,
  startProcess,
  stopProcess,
  until,
} from '../../fixtures/processes.ts'
import { aRouteWorld, type RouteWorld, type Who } from '../route-world.ts'
import type { Case } from './case.ts'

export type WalkedProduct = { baseURL: string; world: RouteWorld }

/** The built web process on the world that the cases speak of. */
export function useWalkedProduct(database: TestDatabase): WalkedProduct {
  const walked = {} as WalkedProduct
  const data = mkdtempSync(join(tmpdir(), 'cordee-routes-'))
  const secret = aSecret()
  let web: Running

  beforeAll(async () => {
    walked.world = await aRouteWorld(database, { data, secret })
    const port = await freePort()
    const { DATABASE_MIGRATE_URL: _, ...urls } = database.urls
    web = startProcess('main', {
      ...urls,
      CORDEE_SECRET: secret,
      CORDEE_DATA: data,
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'warn',
    })
    walked.baseURL = `http://127.0.0.1:${port}`
    await until(`ready\n${web.output()}`, () => isHealthy(walked.baseURL), 60_000)
  }, 120_000)
  afterAll(async () => {
    if (web) await stopProcess(web)
    rmSync(data, { recursive: true, force: true })
  })
  return walked
}

/** What those send who may not: the same, but for the key that they do not have. */
export const asOther = (it: Case): Sent => ({ url: it.url, body: it.body, ...it.without })

type Sent = Pick<Case, 'url' | 'body' | 'cookie'>

/** One request in somebody's name, as their browser sends it: the page, or what it fetches for itself. */
export async function ask(
  { baseURL, world }: WalkedProduct,
  who: Who,
  method: string,
  it: Sent,
  variant: 'page' | 'data' = 'page',
) {
  const url = new URL(it.url(world), baseURL)
  if (variant === 'data') url.pathname = `${url.pathname === '/' ? '/_root' : url.pathname}.data`
  const headers: Record<string, string> = { origin: baseURL, 'accept-language': 'fr' }
  const cookie = it.cookie?.(world) ?? world.cookies[who]
  if (cookie) headers.cookie = cookie
  const sent = it.body?.(world)
  const body = sent instanceof Uint8Array ? sent : new URLSearchParams(sent)
  const answer = await fetch(url, {
    method,
    headers,
    body: method === 'POST' ? body : undefined,
    redirect: 'manual',
  })
  const to = answer.headers.get('location')
  // A search answers with where its results stand.
  if (answer.status === 302 && to?.startsWith('/patients') && to.includes('?search=')) {
    const followed = await fetch(new URL(to, baseURL), { headers, redirect: 'manual' })
    return { status: followed.status, text: await followed.text() }
  }
  return { status: answer.status, text: await answer.text() }
}
