import { isRppsValid } from '#app/kernel/check-digits.ts'
import type { LocalId, Professional } from './intents.ts'
import type { Repetition } from './segment.ts'

// Data types of the standard that several segments use.

export const orNull = (text: string): string | null => text.trim() || null

const OID = /^[0-2](\.(0|[1-9]\d*)){2,}$/
export const isOid = (value: string) => OID.test(value)

/** CX: an id with the authority that gave it. */
export function readLocalId(cx: Repetition | undefined): LocalId | null {
  const value = cx?.text().trim()
  if (!cx || !value) return null
  return { value, ...authorityOf(cx.text(4, 1), cx.text(4, 2)), type: orNull(cx.text(5)) }
}

/** EI: the same, its authority in components of their own. */
export function readEntityId(ei: Repetition | undefined): LocalId | null {
  const value = ei?.text().trim()
  if (!ei || !value) return null
  return { value, ...authorityOf(ei.text(2), ei.text(3)), type: null }
}

function authorityOf(name: string, id: string) {
  return { authority: orNull(name), oid: isOid(id) ? id : null, authorityId: orNull(id) }
}

export const NATIONAL_IDS = '1.2.250.1.71.4.2.1'

/** XCN: a professional. An RPPS stands alone (11 digits) or behind the 8 of the national id (12). */
export function readProfessional(xcn: Repetition | undefined): Professional | null {
  if (!xcn) return null
  const id = xcn.text().trim()
  const type = xcn.text(13).trim().toUpperCase()
  const digits = /^8?(\d{11})$/.exec(id)?.[1] ?? null
  const isDeclared = type === 'RPPS' || type === 'IDNPS' || xcn.text(9, 2) === NATIONAL_IDS
  // Unnamed digits may be any hospital's own number: then only the key tells.
  const rpps = digits && (isDeclared || isRppsValid(digits)) ? digits : null
  const professional = {
    rpps,
    otherId: rpps ? null : orNull(id),
    familyName: orNull(xcn.text(2)),
    givenName: orNull(xcn.text(3)),
  }
  return Object.values(professional).some(Boolean) ? professional : null
}
