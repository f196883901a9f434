import { createHash } from 'node:crypto'
import { insKey, isLuhnValid } from '#app/kernel/check-digits.ts'
import { prng } from '../large/prng.ts'

/** Chance of its own for each thing that is drawn: adding a patient changes nothing for the others. */
export const drawFor = (name: string) => prng(Number.parseInt(sha256(name).slice(0, 8), 16))
export type Draw = ReturnType<typeof drawFor>

/** The same name is the same id, on every machine and in every run: what was written is found again. */
export function idFor(name: string): string {
  const hex = sha256(`cordee demonstration/${name}`)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const withLuhnKey = (digits: string) =>
  Array.from({ length: 10 }, (_, key) => `${digits}${key}`).find(isLuhnValid)!

/** Numbers of no real professional: the register does not give out this range. */
export const rppsOf = (rank: number) => withLuhnKey(`10999${String(10_000 + rank)}`)
/** There is no department 99. */
export const finessOf = (rank: number) => withLuhnKey(`99${String(100 + rank).padStart(6, '0')}`)

export const TEST_INS_OID = '1.2.250.1.213.1.4.10'

/** A matricule of the national test authority, with its key. */
export function insOf(of: {
  sex: 'male' | 'female'
  birthDate: string
  birthPlaceCode: string
  order: number
}) {
  const [year = '', month = ''] = of.birthDate.split('-')
  const thirteen = [
    of.sex === 'male' ? '1' : '2',
    year.slice(2),
    month,
    of.birthPlaceCode,
    String(of.order).padStart(3, '0'),
  ].join('')
  return thirteen + insKey(thirteen)
}
