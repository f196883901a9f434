import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { useDatabase } from '#db/test/harness.ts'
import { aSignInCtx } from '#db/test/sign-in.ts'
import { requireGoodPassword } from './passwords.server.ts'

const t = useDatabase()
const owner = { email: 'claire@example.test', givenName: 'Claire', familyName: 'Essai' }
const PASSWORD = 'cascade velours horloge tambour'
const digest = createHash('sha1').update(PASSWORD).digest('hex').toUpperCase()

let server: Server | undefined
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())))

/** A list of breached passwords that answers in the format of Have I Been Pwned. */
async function aList(lines: string[], { status = 200, delayMs = 0 } = {}) {
  const asked: string[] = []
  server = createServer((req, res) => {
    asked.push(req.url!)
    setTimeout(() => res.writeHead(status).end(lines.join('\r\n')), delayMs)
  })
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return { asked, url: `http://127.0.0.1:${port}/range/` }
}
const check = (breachedPasswordsUrl: string) =>
  requireGoodPassword(aSignInCtx(t, { breachedPasswordsUrl }), PASSWORD, owner)

describe('a list of breached passwords', () => {
  test('is asked by five digits of the hash, and its answer refuses', async () => {
    const list = await aList(['0018A45C4D1DEF81644B54AB7F969B88D65:10', `${digest.slice(5)}:3`])
    await expect(check(list.url)).rejects.toMatchObject({ reason: 'identity.passwordBreached' })
    expect(list.asked).toEqual([`/range/${digest.slice(0, 5)}`])
  })

  test('padding counts for nothing', async () => {
    const list = await aList([`${digest.slice(5)}:0`])
    await check(list.url)
  })

  test.each([
    ['an error', { status: 503 }],
    ['no answer in two seconds', { delayMs: 2500 }],
  ])('%s keeps nobody from choosing a password', async (_name, how) => {
    const list = await aList([`${digest.slice(5)}:3`], how)
    await check(list.url)
    expect(list.asked).toHaveLength(1)
  })
})
