import { aCallingSoftware } from '#db/test/call-tickets.ts'
import { aFiness, anRpps } from '#db/test/factories.ts'
import type { Who } from '../route-world.ts'
import type { Cases } from './case.ts'

const NO_ADMIN: Who[] = ['elsewhereAdmin', 'elsewhere', 'doctor', 'gp', 'technician', 'neighbour', 'nobody']

/** The region’s administration: establishments, people, charter. */
export const ESTABLISHMENTS_AND_PEOPLE: Cases = {
  'GET /region': {
    url: () => '/region',
    entitled: ['regionAdmin'],
    finds: 'Hôpital du bout',
    nothing: ['elsewhereAdmin', 'elsewhere', 'doctor', 'gp', 'technician', 'neighbour', 'nobody'],
  },
  'GET /region/charter': {
    url: () => '/region/charter',
    entitled: ['regionAdmin'],
    finds: 'Aucune charte publiée',
    nothing: ['elsewhere', 'doctor', 'gp', 'technician', 'establishmentAdmin', 'neighbour', 'nobody'],
  },
  'POST /region/charter': {
    url: () => '/region/charter',
    body: () => ({
      textFr: 'Chacun ici ne lit que ce que les soins demandent, et dit pourquoi.',
      textEn: 'Everybody here reads what care asks for and no more, and says why.',
    }),
    // In a region of their own: whoever works where a charter is published accepts it before anything else.
    by: 'publishing',
    changes: () => 'select count(*) as value from charters',
    nothing: ['elsewhere', 'doctor', 'gp', 'technician', 'establishmentAdmin', 'neighbour', 'nobody'],
  },
  'GET /region/establishments/new': {
    url: () => '/region/establishments/new',
    entitled: ['regionAdmin'],
    finds: 'FINESS du site',
    nothing: ['elsewhere', 'doctor', 'gp', 'technician', 'establishmentAdmin', 'neighbour', 'nobody'],
  },
  'POST /region/establishments/new': {
    url: () => '/region/establishments/new',
    body: () => ({ name: 'Clinique nouvelle', kind: 'clinic', finess: aFiness() }),
    by: 'regionAdmin',
    changes: () => 'select count(*) as value from establishments',
    nothing: [
      'elsewhere',
      'doctor',
      'gp',
      'technician',
      'establishmentAdmin',
      'officer',
      'neighbour',
      'nobody',
    ],
  },
  'GET /region/establishments/:establishmentId': {
    url: (x) => `/region/establishments/${x.here.practice.id}`,
    entitled: ['regionAdmin'],
    finds: 'Suspendre ou fermer',
    nothing: ['elsewhereAdmin', 'elsewhere', 'doctor', 'gp', 'establishmentAdmin', 'neighbour', 'nobody'],
  },
  'POST /region/establishments/:establishmentId': {
    url: (x) => `/region/establishments/${x.here.practice.id}`,
    body: () => ({ intent: 'change', name: 'Cabinet renommé', city: 'Toulouse', phone: '' }),
    by: 'regionAdmin',
    changes: (x) => `select name as value from establishments where id = '${x.here.practice.id}'`,
    nothing: [
      'elsewhereAdmin',
      'doctor',
      'gp',
      'technician',
      'establishmentAdmin',
      'officer',
      'neighbour',
      'nobody',
    ],
  },
  'GET /people': {
    url: (x) => `/people?establishment=${x.here.hospital.id}`,
    entitled: ['establishmentAdmin', 'regionAdmin'],
    finds: 'Protection des données',
    nothing: ['elsewhereAdmin', 'elsewhere', 'doctor', 'gp', 'technician', 'neighbour', 'nobody'],
  },
  'POST /people': [
    {
      as: 'withdraws an invitation',
      url: () => '/people',
      body: (x) => ({ intent: 'withdrawInvitation', invitationId: x.waysIn.withdrawn.invitationId }),
      by: 'establishmentAdmin',
      changes: (x) =>
        `select withdrawn_at as value from invitations where id = '${x.waysIn.withdrawn.invitationId}'`,
      nothing: NO_ADMIN,
    },
    {
      as: 'confirms a reset, as the second person',
      url: () => '/people',
      body: (x) => ({ intent: 'confirmReset', resetId: x.atWork.resetId }),
      by: 'regionAdmin',
      changes: (x) =>
        `select confirmed_at as value from second_factor_resets where id = '${x.atWork.resetId}'`,
      // Who asked for it is nobody's second person.
      nothing: ['establishmentAdmin', ...NO_ADMIN],
    },
  ],
  'GET /people/new': {
    url: (x) => `/people/new?establishment=${x.here.hospital.id}`,
    entitled: ['establishmentAdmin', 'regionAdmin'],
    finds: 'Envoyer l’invitation',
    nothing: ['elsewhereAdmin', 'elsewhere', 'doctor', 'gp', 'technician', 'neighbour', 'nobody'],
  },
  'POST /people/new': {
    url: () => '/people/new',
    body: (x) => ({
      establishmentId: x.here.hospital.id,
      email: 'nouvelle@example.test',
      familyName: 'Nouvelle',
      givenName: 'Camille',
      role: 'secretary',
    }),
    by: 'establishmentAdmin',
    changes: () => 'select count(*) as value from invitations',
    nothing: NO_ADMIN,
  },
  'GET /people/correspondent': {
    url: () => '/people/correspondent',
    entitled: ['doctor', 'establishmentAdmin'],
    finds: 'Cabinet ou lieu d’exercice',
    nothing: ['technician', 'officer', 'nobody'],
    own: 'every clinician of a region asks their own correspondents in',
  },
  'POST /people/correspondent': {
    url: () => '/people/correspondent',
    body: () => ({
      rpps: anRpps(),
      familyName: 'Correspondante',
      givenName: 'Camille',
      practiceName: 'Cabinet du port',
    }),
    by: 'doctor',
    // Others invite for their own house by the same form.
    changes: (x) =>
      `select count(*) as value from invitations where from_establishment_id = '${x.here.hospital.id}'`,
    nothing: ['elsewhere', 'neighbour', 'gp', 'technician', 'officer', 'nobody'],
  },
  'GET /people/software': {
    url: (x) => `/people/software?establishment=${x.here.hospital.id}`,
    entitled: ['establishmentAdmin', 'regionAdmin'],
    finds: 'Enregistrer un logiciel',
    nothing: NO_ADMIN,
  },
  'POST /people/software': {
    url: (x) => `/people/software?establishment=${x.here.hospital.id}`,
    body: () => ({ intent: 'register', name: 'Logiciel', key: aCallingSoftware().publicKey }),
    by: 'establishmentAdmin',
    changes: () => 'select count(*) as value from calling_software',
    nothing: [...NO_ADMIN, 'officer'],
  },
  'GET /people/:membershipId': {
    url: (x) => `/people/${x.here.nurse.membershipId}`,
    entitled: ['establishmentAdmin', 'regionAdmin'],
    finds: 'Mettre fin à l’accès',
    nothing: ['elsewhereAdmin', 'elsewhere', 'doctor', 'gp', 'technician', 'neighbour', 'nobody'],
  },
  'POST /people/:membershipId': [
    {
      as: 'sets the last day',
      url: (x) => `/people/${x.atWork.departing.membershipId}`,
      body: (x) => ({ intent: 'change', worksUntil: x.atWork.day(60) }),
      by: 'establishmentAdmin',
      changes: (x) =>
        `select ends_at as value from memberships where id = '${x.atWork.departing.membershipId}'`,
      nothing: NO_ADMIN,
    },
    {
      as: 'resets a second factor',
      url: (x) => `/people/${x.atWork.lostPhone.membershipId}`,
      body: () => ({ intent: 'resetSecondFactor' }),
      by: 'establishmentAdmin',
      changes: (x) =>
        `select totp_secret as value from sign_in_accounts where person_id = '${x.atWork.lostPhone.personId}'`,
      nothing: NO_ADMIN,
    },
    {
      as: 'ends',
      url: (x) => `/people/${x.atWork.departing.membershipId}`,
      body: () => ({ intent: 'end' }),
      by: 'regionAdmin',
      changes: (x) =>
        `select ends_at as value from memberships where id = '${x.atWork.departing.membershipId}'`,
      nothing: NO_ADMIN,
    },
  ],
  'POST /region': {
    url: () => '/region',
    body: (x) => ({ seq: x.atWork.parked }),
    by: 'regionAdmin',
    changes: (x) => `select parked_at as value from outbox where seq = ${x.atWork.parked}`,
    nothing: ['establishmentAdmin', ...NO_ADMIN],
  },
}
