// Check digits of the national identifiers. Pure arithmetic: whether a number exists is a directory's answer.

/** Two-digit key of a social security number (NIR or NIA), from its 13 first characters. Null when malformed. */
export function insKey(thirteen: string): string | null {
  const upper = thirteen.toUpperCase()
  if (!/^\d{5}(\d\d|2A|2B)\d{6}$/.test(upper)) return null
  // Corsica's departments carry a letter (characters 6-7); for the key they count as 19 and 18.
  const department = upper.slice(5, 7).replace('2A', '19').replace('2B', '18')
  const key = 97 - (Number(upper.slice(0, 5) + department + upper.slice(7)) % 97)
  return String(key).padStart(2, '0')
}

/** A matricule INS in full: 13 characters and their key. */
export function isInsMatriculeValid(fifteen: string): boolean {
  return /^.{13}\d\d$/.test(fifteen) && insKey(fifteen.slice(0, 13)) === fifteen.slice(13)
}

/** Luhn's sum over a string of digits, its last being the check digit. */
export function isLuhnValid(digits: string): boolean {
  if (!/^\d{2,}$/.test(digits)) return false
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const weighted = i % 2 === 0 ? digit : digit * 2
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return sum % 10 === 0
}

/** RPPS: eleven digits, the last is Luhn's. */
export const isRppsValid = (rpps: string): boolean => /^\d{11}$/.test(rpps) && isLuhnValid(rpps)

const LA_POSTE = '356000000'

/** SIRET: fourteen digits with Luhn's sum; those of La Poste add up to a multiple of five instead. */
export function isSiretValid(siret: string): boolean {
  if (!/^\d{14}$/.test(siret)) return false
  if (isLuhnValid(siret)) return true
  const sum = [...siret].reduce((total, digit) => total + Number(digit), 0)
  return siret.startsWith(LA_POSTE) && sum % 5 === 0
}

/** FINESS: nine characters, the last is Luhn's. In Corsica (2A, 2B) the letter counts as its rank, 1 or 2. */
export function isFinessValid(finess: string): boolean {
  const upper = finess.toUpperCase()
  if (!/^(\d\d|2A|2B)\d{7}$/.test(upper)) return false
  return isLuhnValid(upper.replace('A', '1').replace('B', '2'))
}
