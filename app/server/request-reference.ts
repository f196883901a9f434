import { randomBytes } from 'node:crypto'

// Crockford's letters: none can be misread for another when a person reads the reference over the phone.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A request's name, `7K3M-9QXP-2DTA`: 60 random bits, short enough to be read aloud to support. */
export function requestReference(): string {
  const letters = Array.from(randomBytes(12), (byte) => ALPHABET[byte % 32])
  return [letters.slice(0, 4), letters.slice(4, 8), letters.slice(8)].map((g) => g.join('')).join('-')
}
