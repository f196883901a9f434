import type { TFunction } from 'i18next'
import type { TrailRow } from './queries/trail-rows.server.ts'

/** One row of the trail as a sentence that its patient understands. Shared by the page and the file. */
export function sentenceOf(t: TFunction<'oversight', undefined>, row: TrailRow): string {
  const role = t(`log.roles.${roleOf(row.role)}`)
  const name = row.person?.name
  const about = [name ? role : null, row.establishmentName].filter(Boolean).join(', ')
  const who = about ? `${name || role} (${about})` : name || role
  const capital = who.charAt(0).toLocaleUpperCase('fr') + who.slice(1)
  return t(`log.said.${saidOf(row)}`, { who: capital })
}

function saidOf({ kind, isRefused, purpose }: TrailRow) {
  if (isRefused) return 'refused' as const
  if (kind === 'opening')
    return purpose === 'break_glass' ? 'openingGlass' : purpose === 'care' ? 'opening' : 'openingOther'
  return kind === 'sign_in' ? ('other' as const) : kind
}

const ROLES = [
  'doctor',
  'nurse_coordinator',
  'secretary',
  'board_coordinator',
  'identity_vigilance',
  'privacy_officer',
  'establishment_admin',
  'region_admin',
  'interface_technician',
  'patient',
  'client',
] as const
const roleOf = (role: string) => ROLES.find((known) => known === role) ?? 'system'
