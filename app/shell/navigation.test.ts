import { expect, test } from 'vitest'
import { ROLES } from '#app/kernel/actor.ts'
import { navigationFor } from './navigation.ts'

test.each([
  ['doctor', ['today', 'patients', 'referrals']],
  ['secretary', ['today', 'patients', 'referrals', 'circle']],
  ['identity_vigilance', ['today', 'vigilance', 'patients']],
  ['interface_technician', ['today', 'exchange']],
  ['establishment_admin', ['today', 'referrals', 'circle', 'exchange', 'people', 'urgentCard']],
  ['nurse_coordinator', ['today', 'patients', 'referrals', 'circle', 'urgentCard']],
  ['limited', ['today', 'patients']],
  ['region_admin', ['today', 'region']],
  ['privacy_officer', ['today', 'oversight']],
  ['support', ['today', 'support']],
] as const)('a %s sees %j', (role, items) => expect(navigationFor(role)).toEqual(items))

test('whoever administers sees no patients', () => {
  const seePatients = ROLES.filter((role) => navigationFor(role).includes('patients'))
  expect(seePatients).not.toContain('region_admin')
  expect(seePatients).not.toContain('interface_technician')
})

test('a doctor who administers a practice sees its people', () =>
  expect(navigationFor('doctor', true)).toEqual(['today', 'patients', 'referrals', 'people']))
