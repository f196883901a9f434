import { randomUUID } from 'node:crypto'
import { type Who, WITNESS } from '../route-world.ts'
import type { Cases } from './case.ts'

/** Neither who asked nor of the service: a colleague of the same house is none of them. */
const others: Who[] = [
  'elsewhere',
  'neighbour',
  'doctor',
  'secretary',
  'vigilance',
  'technician',
  'regionAdmin',
  'establishmentAdmin',
  'officer',
  'nobody',
]
const noKeeper: Who[] = [
  'elsewhere',
  'neighbour',
  'doctor',
  'gp',
  'nurse',
  'technician',
  'regionAdmin',
  'nobody',
]
const draftId = randomUUID()
const refer = {
  kind: 'advice',
  urgency: 'soon',
  question: 'Une question pour le brouillon',
  referralId: draftId,
}

/** Referrals and requests for advice. */
export const REFERRALS: Cases = {
  'GET /referrals': { url: () => '/referrals', entitled: ['gp', 'nurse'], finds: WITNESS, nothing: others },
  'GET /referrals/:referralId': {
    url: (x) => `/referrals/${x.referrals.read}`,
    entitled: ['gp', 'nurse'],
    finds: `Que faire pour ${WITNESS}`,
    nothing: others,
  },
  'GET /referrals/:referralId/documents/:documentId': {
    url: (x) => `/referrals/${x.referrals.read}/documents/${x.referrals.documentId}`,
    entitled: ['gp', 'nurse'],
    finds: `joint ${WITNESS}`,
    nothing: others,
  },
  'POST /referrals/:referralId': [
    {
      as: 'accepts',
      url: (x) => `/referrals/${x.referrals.toAccept}`,
      body: () => ({ intent: 'accept', expectedVersion: '2' }),
      by: 'nurse',
      changes: (x) => `select state as value from referrals where id = '${x.referrals.toAccept}'`,
      nothing: ['gp', ...others],
    },
    {
      as: 'sends on what was refused',
      url: (x) => `/referrals/${x.referrals.refused}`,
      body: () => ({ intent: 'send_on' }),
      by: 'gp',
      changes: () => `select count(*) as value from referrals where state = 'draft'`,
      nothing: ['nurse', ...others],
    },
  ],
  'GET /patients/:patientId/refer': {
    url: (x) => `/patients/${x.patientId}/refer`,
    entitled: ['gp'],
    finds: (x) => x.referrals.serviceId,
    nothing: ['elsewhere', 'neighbour', 'technician', 'regionAdmin', 'nobody'],
  },
  'POST /patients/:patientId/refer': {
    url: (x) => `/patients/${x.patientId}/refer`,
    body: () => ({ intent: 'save', ...refer }),
    by: 'gp',
    changes: () => `select count(*) as value from referrals where question = '${refer.question}'`,
    nothing: ['elsewhere', 'neighbour', 'nurse', 'secretary', 'technician', 'regionAdmin', 'nobody'],
  },
  'GET /referrals/services': {
    url: () => '/referrals/services',
    entitled: ['establishmentAdmin'],
    finds: `Service ${WITNESS}`,
    nothing: noKeeper,
  },
  'POST /referrals/services': {
    url: () => '/referrals/services',
    body: (x) => ({ intent: 'close', serviceId: x.referrals.serviceId }),
    by: 'establishmentAdmin',
    changes: (x) => `select closed_at as value from referral_services where id = '${x.referrals.serviceId}'`,
    nothing: noKeeper,
  },
  'GET /referrals/new': {
    url: () => '/referrals/new',
    entitled: ['gp'],
    finds: 'formId',
    nothing: ['doctor', 'nurse', 'neighbour', 'technician', 'regionAdmin', 'nobody'],
    own: 'a doctor of a practice of another region has the same empty form',
  },
  'POST /referrals/new': {
    url: () => '/referrals/new',
    body: () => ({
      formId: '5c1de6c2-2f3c-4e5a-9a53-2f1f4a1f9d01',
      birthName: 'Adressée',
      birthGivenNames: 'Zoé',
      firstGivenName: 'Zoé',
      birthDate: '1961-05-04',
      sex: 'female',
      birthPlaceCode: '31555',
    }),
    by: 'gp',
    changes: () => `select count(*) as value from patient_files where birth_name = 'Adressée'`,
    nothing: [
      'elsewhere',
      'neighbour',
      'doctor',
      'nurse',
      'secretary',
      'technician',
      'regionAdmin',
      'nobody',
    ],
  },
}
