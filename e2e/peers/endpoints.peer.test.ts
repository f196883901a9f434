import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { io } from 'socket.io-client'
import { describe, expect, test } from 'vitest'
import { anAdt } from '#app/features/exchange/formats/hl7v2/factories.ts'
import { registerSoftware } from '#app/features/identity/index.server.ts'
import { aCallingSoftware, aTicket } from '#db/test/call-tickets.ts'
import { useDatabase } from '#db/test/harness.ts'
import { aSignInCtx } from '#db/test/sign-in.ts'
import { type Who, WITNESS } from './route-world.ts'
import { useWalkedProduct } from './routes/walked-product.ts'

// SEC-01: what answers beside the pages, walked as they are. What is mounted and has no case here fails.
const database = useDatabase()
const product = useWalkedProduct(database)

/** Each with the tests below that ask it. */
const ENDPOINTS = [
  'GET /health',
  'POST /api/hl7v2',
  'ALL /api/hl7v2',
  'POST /api/call',
  'ALL /api/call',
  'SOCKETS',
]
/** Timing, headers, what cannot be read, who sends: they show nothing. Last the pages, whose walk is beside this. */
const FOR_EVERY_ADDRESS = 5

describe('every endpoint', () => {
  test('beside the pages has a case here', () => {
    const { DATABASE_MIGRATE_URL: _, ...urls } = database.urls
    const env = { ...process.env, ...urls, CORDEE_SECRET: 'a secret that opens nothing but this test' }
    const told = execFileSync(process.execPath, ['e2e/peers/routes/mounted-endpoints.mjs'], { env })
    expect(JSON.parse(told.toString())).toEqual({
      endpoints: [...ENDPOINTS].sort(),
      forEveryAddress: FOR_EVERY_ADDRESS,
    })
  })

  test('is mounted there, and the process itself adds files of the build alone', () => {
    const calls = [
      ...readFileSync('app/server/main.ts', 'utf8').matchAll(/\bapp\.(?!disable)\w+\(\s*[^,)]*/g),
    ]
    expect(calls.map(([call]) => call.replace(/\s+/g, ''))).toEqual([
      'app.use(vite.middlewares',
      "app.use('/assets'",
      "app.use(express.static('build/client'",
    ])
  })
})

test('GET /health says whether this process answers, and nothing else, to anyone', async () => {
  for (const cookie of ['', product.world.cookies.doctor]) {
    const answer = await fetch(`${product.baseURL}/health`, { headers: { cookie } })
    expect(await answer.json()).toEqual({ ok: true })
  }
})

// EXT-10
test('/api/call takes a ticket of the house’s own software for its own people, once, and from no browser', async () => {
  const { here, cookies } = product.world
  const software = aCallingSoftware()
  const { softwareId } = await registerSoftware(aSignInCtx(database), here.establishmentAdmin.ctx, {
    establishmentId: here.hospital.id,
    name: 'Logiciel',
    key: software.publicKey,
  })
  const audience = `${product.baseURL.replace('127.0.0.1', 'localhost')}/api/call`
  const ticket = (rpps: string, privateKey = software.privateKey) =>
    aTicket({ privateKey, softwareId, audience, rpps, patient: { localId: 'IPP-WITNESS' } })
  const send = async (body: string, more: Record<string, string> = {}, method = 'POST') => {
    const headers = { 'content-type': 'application/jwt', ...more }
    const answer = await fetch(`${product.baseURL}/api/call`, {
      method,
      headers,
      ...(method === 'POST' ? { body } : {}),
    })
    const text = await answer.text()
    expect(text).not.toContain('WITNESS')
    return answer.status
  }
  const mine = await ticket(here.doctor.rpps)
  expect(await send(mine, { cookie: cookies.doctor })).toBe(403)
  expect(await send(await ticket(here.doctor.rpps, aCallingSoftware().privateKey))).toBe(401)
  expect(await send(await ticket(here.gp.rpps))).toBe(403)
  expect(await send('no.ticket')).toBe(401)
  expect(await send('', {}, 'GET')).toBe(405)
  expect(await send(mine)).toBe(201)
  expect(await send(mine)).toBe(409)
})

describe('/api/hl7v2', () => {
  const send = async (authorization: string | null, controlId: string, more: Record<string, string> = {}) => {
    const person = { ipp: `IPP-${controlId}` }
    const answer = await fetch(`${product.baseURL}/api/hl7v2`, {
      method: 'POST',
      headers: { ...(authorization && { authorization }), ...more },
      body: Buffer.from(anAdt({ controlId, person })),
    })
    return { status: answer.status, text: await answer.text() }
  }
  const houseOf = async (controlId: string) =>
    (
      await database.owner.execute<{ establishment_id: string }>(
        `select establishment_id from inbound_messages where control_id = '${controlId}'`,
      )
    ).map((row) => row.establishment_id)

  test('files what comes with the token of a connection into the house of that connection', async () => {
    const { atWork, here } = product.world
    const { status, text } = await send(`Bearer ${atWork.tokens.good}`, 'WITH-TOKEN')
    expect(status).toBe(200)
    expect(text).toContain('MSA|AA|WITH-TOKEN')
    expect(await houseOf('WITH-TOKEN')).toEqual([here.hospital.id])
  })

  test.each([
    ['no token', () => [null, {}]],
    ['a token that somebody made up', () => [`Bearer cordee_hl7_${'a'.repeat(43)}`, {}]],
    ['a token that was taken back', () => [`Bearer ${product.world.atWork.tokens.revoked}`, {}]],
    ['a token without its scheme', () => [product.world.atWork.tokens.good, {}]],
    [
      'the sign-in of a doctor of the house',
      () => [null, { cookie: product.world.cookies.doctor, origin: product.baseURL }],
    ],
    [
      'the sign-in of its technician',
      () => [null, { cookie: product.world.cookies.technician, origin: product.baseURL }],
    ],
  ] as [string, () => [string | null, Record<string, string>]][])('keeps nothing of %s', async (what, by) => {
    const [authorization, more] = by()
    const controlId = `NO-${what.length}`
    const { status, text } = await send(authorization, controlId, more)
    expect(status).toBe(401)
    expect(JSON.parse(text)).toEqual({ reason: 'unknownToken' })
    expect(await houseOf(controlId)).toEqual([])
  })

  test.each(['neighbour', 'elsewhere'] as const)('files nothing here with the token of %s', async (whose) => {
    const { status, text } = await send(`Bearer ${product.world.atWork.tokens[whose]}`, `OF-${whose}`)
    expect(status).toBe(200)
    expect(text).not.toContain(WITNESS)
    const houses = await houseOf(`OF-${whose}`)
    expect(houses).toHaveLength(1)
    expect(houses).not.toContain(product.world.here.hospital.id)
  })

  test.each(['GET', 'PUT', 'DELETE'])('answers %s with nothing, token or not', async (method) => {
    for (const authorization of [`Bearer ${product.world.atWork.tokens.good}`, ''])
      expect(
        await fetch(`${product.baseURL}/api/hl7v2`, { method, headers: { authorization } }).then(
          async (answer) => ({ status: answer.status, text: await answer.text() }),
        ),
      ).toEqual({ status: 405, text: '{"reason":"postOnly"}' })
  })
})

// Which rooms each channel opens to whom is walked in db/test/channels.db.test.ts: here, that the sign-in of the
// handshake is what it asks.
describe('/realtime', () => {
  const joined = async (who: Who, origin = product.baseURL): Promise<string[]> => {
    const headers = { cookie: product.world.cookies[who], origin }
    const socket = io(product.baseURL, {
      path: '/realtime',
      extraHeaders: headers,
      forceNew: true,
      reconnection: false,
    })
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', () => resolve())
        socket.once('connect_error', reject)
      })
      const params = { patientId: product.world.patientId }
      const { rooms } = await socket.timeout(20_000).emitWithAck('join', 'patient', params, 0)
      return rooms
    } finally {
      socket.disconnect()
    }
  }

  test('lets those listen to a patient who may open it, and nobody else', async () => {
    for (const who of ['doctor', 'gp'] as const) expect(await joined(who), who).toHaveLength(1)
    for (const who of ['elsewhere', 'neighbour', 'technician', 'regionAdmin', 'nobody'] as const)
      expect(await joined(who), who).toEqual([])
  })

  test('hangs up on a page of another site', async () => {
    await expect(joined('doctor', 'https://elsewhere.example')).rejects.toThrow()
  })
})
