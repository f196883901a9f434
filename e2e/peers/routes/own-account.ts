import type { Who } from '../route-world.ts'
import type { Cases } from './case.ts'
import { PASSWORD } from './ways-in.ts'

// Everybody has this of their own: others who ask the same with what is somebody's get theirs, or nothing.
const OTHERS: Who[] = ['colleague', 'gp', 'neighbour', 'elsewhere', 'technician', 'regionAdmin', 'nobody']

/** What a person has of their own: account, place of work, charter. */
export const OWN_ACCOUNT: Cases = {
  'GET /charter': {
    url: () => '/charter',
    entitled: ['undertaking'],
    finds: 'Clause-Quetzal',
    nothing: ['doctor', 'neighbour', 'elsewhere', 'regionAdmin', 'nobody'],
  },
  'POST /charter': {
    url: () => '/charter',
    body: (x) => ({ charterId: x.atWork.charterId }),
    by: 'undertaking',
    changes: () => 'select count(*) as value from charter_acceptances',
    nothing: ['doctor', 'neighbour', 'elsewhere', 'regionAdmin', 'nobody'],
  },
  'GET /support': {
    url: () => '/support',
    entitled: ['support'],
    finds: 'Voir comme cette personne',
    nothing: ['elsewhere', 'neighbour', 'regionAdmin', 'technician', 'doctor', 'nobody'],
  },
  'POST /support': {
    url: () => '/support',
    body: (x) => ({ code: x.supportCode, reason: 'Menu introuvable' }),
    by: 'support',
    changes: () => 'select count(began_at) as value from support_accesses',
    nothing: ['elsewhere', 'neighbour', 'regionAdmin', 'technician', 'doctor', 'nobody'],
  },
  'POST /support/end': {
    url: () => '/support/end',
    by: 'secretary',
    changes: () => 'select count(ended_at) as value from support_accesses',
    nothing: ['elsewhere', 'neighbour', 'regionAdmin', 'technician', 'nobody'],
  },
  'GET /account': {
    url: () => '/account',
    entitled: ['doctor'],
    finds: (x) => x.spare.email,
    nothing: OTHERS,
  },
  'POST /account': [
    {
      as: 'ends one of the own sign-ins',
      url: () => '/account',
      body: (x) => ({ intent: 'revoke', signInId: x.spare.signInId }),
      by: 'doctor',
      changes: (x) => `select count(*) as value from sign_in_sessions where id = '${x.spare.signInId}'`,
      nothing: OTHERS,
    },
    {
      as: 'takes back one of the own keys',
      url: () => '/account',
      body: (x) => ({ intent: 'removePasskey', passkeyId: x.spare.passkeyId }),
      by: 'doctor',
      changes: (x) => `select count(*) as value from passkeys where id = '${x.spare.passkeyId}'`,
      nothing: OTHERS,
    },
    {
      as: 'writes new recovery codes for who knows the password',
      url: () => '/account',
      body: () => ({ intent: 'renewRecoveryCodes', current: PASSWORD }),
      by: 'doctor',
      changes: (x) =>
        `select count(*) as value from recovery_codes where person_id = '${x.here.doctor.personId}'`,
      nothing: ['doctor', ...OTHERS],
      without: { body: () => ({ intent: 'renewRecoveryCodes', current: 'ni l’un ni l’autre' }) },
    },
  ],
  'GET /account/activity': {
    url: () => '/account/activity',
    entitled: ['doctor'],
    finds: /"leftMs":[1-9]/,
    nothing: ['nobody'],
    own: 'whoever is signed in hears when it ends',
  },
  'POST /account/activity': {
    url: () => '/account/activity',
    cookie: (x) => x.spare.idle.cookie,
    by: 'doctor',
    changes: (x) =>
      `select last_seen_at as value from sign_in_sessions where id = '${x.spare.idle.signInId}'`,
    nothing: OTHERS,
  },
  'POST /account/passkey': {
    url: () => '/account/passkey',
    body: () => ({ secret: PASSWORD }),
    by: 'doctor',
    changes: (x) =>
      `select count(*) as value from passkey_challenges where person_id = '${x.here.doctor.personId}'`,
    nothing: OTHERS,
  },
  'GET /work-context': {
    url: () => '/work-context',
    entitled: ['locum'],
    finds: 'Cabinet du marché',
    nothing: ['doctor', 'neighbour', 'elsewhere', 'technician', 'regionAdmin', 'nobody'],
  },
  'POST /work-context': {
    url: () => '/work-context',
    body: (x) => ({ membershipId: x.atWork.secondPlace }),
    by: 'locum',
    changes: (x) =>
      `select count(*) as value from sign_in_sessions where membership_id = '${x.atWork.secondPlace}'`,
    nothing: ['doctor', 'neighbour', 'elsewhere', 'technician', 'regionAdmin', 'nobody'],
  },
  'POST /locale': {
    url: () => '/locale',
    body: () => ({ locale: 'en' }),
    by: 'locum',
    changes: (x) =>
      `select locale as value from sign_in_accounts where person_id = '${x.atWork.people.locum.personId}'`,
    nothing: ['neighbour', 'elsewhere', 'technician', 'nobody'],
  },
}
