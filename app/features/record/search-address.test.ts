import { expect, test } from 'vitest'
import { sealSearch, unsealSearch } from './search-address.server.ts'

const here = { regionId: 'a' }
const secret = 'a secret of tests that opens nothing else'

test('a search comes back from its address, which does not show it', () => {
  const sealed = sealSearch(here, 'Lefèvre 14/07/1945', secret)
  expect(sealed).toMatch(/^[\w-]+$/)
  expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('1945')
  expect(unsealSearch(here, sealed, secret)).toBe('Lefèvre 14/07/1945')
})

test('in another region, changed, or of another secret, it is no search', () => {
  const sealed = sealSearch(here, 'Lefèvre', secret)
  expect(unsealSearch({ regionId: 'b' }, sealed, secret)).toBe(null)
  expect(unsealSearch(here, `${sealed.slice(0, -2)}AA`, secret)).toBe(null)
  expect(unsealSearch(here, sealed, `${secret}!`)).toBe(null)
  expect(unsealSearch(here, 'dupont', secret)).toBe(null)
})
