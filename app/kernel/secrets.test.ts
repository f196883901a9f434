import { expect, test } from 'vitest'
import { deriveKey, seal, unseal } from './secrets.server.ts'

const key = deriveKey('a secret of thirty-two characters', 'test')
const other = deriveKey('a secret of thirty-two characters', 'another purpose')

test('what is sealed comes back whole, and differs each time', () => {
  const plain = Buffer.from('PID|1||…')
  const sealed = seal(key, plain)
  expect(unseal(key, sealed)).toEqual(plain)
  expect(sealed.includes(plain)).toBe(false)
  expect(seal(key, plain)).not.toEqual(sealed)
})

test('another key, a changed byte or a cut end is refused', () => {
  const sealed = seal(key, Buffer.from('texte'))
  expect(() => unseal(other, sealed)).toThrow()
  for (const at of [0, 5, sealed.length - 1]) {
    const changed = Buffer.from(sealed)
    changed[at]! ^= 1
    expect(() => unseal(key, changed)).toThrow()
  }
  expect(() => unseal(key, sealed.subarray(0, -1))).toThrow()
})
