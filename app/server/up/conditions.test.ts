import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, test } from 'vitest'
import { addressOf, assertDemonstration, assertPortFree } from './conditions.js'

const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
const loopbacks = addresses.filter((one) => one.internal).map((one) => one.address)

describe('a demonstration, whose accounts open with one click, is refused', () => {
  test.each([
    ['a database of someone else', { DATABASE_URL: 'postgres://db.example/cordee' }, /DATABASE_URL/],
    ['any address of it', { DATABASE_MIGRATE_URL: 'postgres://db.example/cordee' }, /DATABASE_MIGRATE_URL/],
    ['a public origin', { ORIGIN: 'https://cordee.example' }, /ORIGIN=https:\/\/cordee.example/],
    ['an origin of the local network', { ORIGIN: 'http://192.168.1.7:3000' }, /ORIGIN/],
    ['an origin that looks local', { ORIGIN: 'http://localhost.example' }, /ORIGIN/],
    ['no address at all', { ORIGIN: 'cordee' }, /ORIGIN/],
  ])('with %s', (_name, env, message) => expect(() => assertDemonstration(env)).toThrow(message))

  test.each([
    {},
    { ORIGIN: 'http://localhost:3000' },
    { ORIGIN: 'http://127.0.0.1:3000' },
    { ORIGIN: 'http://[::1]:3000' },
    { DATABASE_URL: '' },
  ])('not with %o', (env) => expect(() => assertDemonstration(env)).not.toThrow())
})

describe('the port', () => {
  test('is 3000 on loopback unless said otherwise', () => {
    expect(addressOf({})).toEqual({ port: 3000, host: '127.0.0.1', url: 'http://localhost:3000' })
    expect(addressOf({ PORT: '4100', HOST: '::1' })).toMatchObject({ port: 4100, host: '::1' })
  })

  test.each(['0', '65536', '3e3x', '-1', '30.5'])('is not %s', (PORT) =>
    expect(() => addressOf({ PORT })).toThrow(/PORT=/),
  )

  test('is refused with another to try when a program has it, on either loopback', async () => {
    for (const host of loopbacks) {
      const other = createServer()
      await new Promise<void>((resolve) => other.listen(0, host, resolve))
      const { port } = other.address() as { port: number }

      await expect(assertPortFree({ port, host: '127.0.0.1' })).rejects.toThrow(`PORT=${port + 1} npm run up`)

      await new Promise((resolve) => other.close(resolve))
      await expect(assertPortFree({ port, host: '127.0.0.1' })).resolves.toBeUndefined()
    }
  })
})
