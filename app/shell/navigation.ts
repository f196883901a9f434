import { CLINICAL_ROLES, isLimited, type Role } from '#app/kernel/actor.ts'

export const NAVIGATION = [
  'today',
  'vigilance',
  'patients',
  'referrals',
  'circle',
  'exchange',
  'oversight',
  'people',
  'urgentCard',
  'region',
  'support',
] as const
export type NavigationItem = (typeof NAVIGATION)[number]

/** Where each word of the rail leads. A room joins the list when its first page exists. */
export const pathOf: Record<NavigationItem, string> = {
  today: '/',
  vigilance: '/vigilance',
  patients: '/patients',
  referrals: '/referrals',
  circle: '/circle',
  exchange: '/exchange',
  oversight: '/oversight',
  people: '/people',
  urgentCard: '/urgent-card',
  region: '/region',
  support: '/support',
}

/** What a role sees in the rail: the pages that would open for it, no others. */
export function navigationFor(role: Role, isAdministrator = false): NavigationItem[] {
  const opens: Record<NavigationItem, boolean> = {
    today: true,
    vigilance: role === 'identity_vigilance',
    patients: CLINICAL_ROLES.includes(role) || isLimited(role),
    referrals:
      isAdministrator ||
      role === 'establishment_admin' ||
      (CLINICAL_ROLES.includes(role) && role !== 'identity_vigilance'),
    circle: role === 'secretary' || role === 'nurse_coordinator' || role === 'establishment_admin',
    exchange: role === 'interface_technician' || role === 'establishment_admin',
    oversight: role === 'privacy_officer',
    people: role === 'establishment_admin' || isAdministrator,
    urgentCard: role === 'establishment_admin' || role === 'nurse_coordinator',
    region: role === 'region_admin',
    support: role === 'support',
  }
  return NAVIGATION.filter((item) => opens[item])
}
