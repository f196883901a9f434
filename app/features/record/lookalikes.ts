import { fold } from './rules.ts'

// Who looks like somebody who is about to be created. Pure.

export type Lookable = {
  birthName: string
  firstGivenName: string
  birthDate: string | null
  insMatricule?: string | null
}

/**
 * The same number; the same birth name and day; or both names and a day of which one part was mistaken. A warning,
 * no proof: a person looks and decides.
 */
export function isLookalike(one: Lookable, other: Lookable): boolean {
  if (one.insMatricule && one.insMatricule === other.insMatricule) return true
  if (plain(one.birthName) !== plain(other.birthName)) return false
  if (one.birthDate === null || other.birthDate === null)
    return plain(one.firstGivenName) === plain(other.firstGivenName)
  if (one.birthDate === other.birthDate) return true
  return (
    plain(one.firstGivenName) === plain(other.firstGivenName) && isMistaken(one.birthDate, other.birthDate)
  )
}

/** Day and month exchanged, or one of year, month and day another. */
function isMistaken(one: string, other: string): boolean {
  const [year, month, day] = one.split('-')
  const parts = other.split('-')
  if (parts[0] === year && parts[1] === day && parts[2] === month) return true
  return [year, month, day].filter((part, i) => part === parts[i]).length === 2
}

const plain = (name: string) =>
  fold(name)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
