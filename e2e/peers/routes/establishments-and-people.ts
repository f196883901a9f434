import { aFiness } from '#db/test/factories.ts'
import type { Cases } from './case.ts'

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
  'POST /region/charter': { open: 'publishes for the region; refusals are in its command’s tests' },
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
    nothing: ['doctor', 'gp', 'technician', 'establishmentAdmin', 'officer', 'neighbour', 'nobody'],
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
  'POST /people': { open: 'acts on invitations and resets; refusals are in its commands’ tests' },
  'GET /people/new': {
    url: (x) => `/people/new?establishment=${x.here.hospital.id}`,
    entitled: ['establishmentAdmin', 'regionAdmin'],
    finds: 'Envoyer l’invitation',
    nothing: ['elsewhereAdmin', 'elsewhere', 'doctor', 'gp', 'technician', 'neighbour', 'nobody'],
  },
  'POST /people/new': { open: 'invites; refusals are in its command’s tests' },
  'GET /people/correspondent': {
    url: () => '/people/correspondent',
    entitled: ['doctor', 'establishmentAdmin'],
    finds: 'Cabinet ou lieu d’exercice',
    nothing: ['technician', 'nobody'],
  },
  'POST /people/correspondent': { open: 'invites; refusals are in its command’s tests' },
  'GET /people/:membershipId': {
    url: (x) => `/people/${x.here.nurse.membershipId}`,
    entitled: ['establishmentAdmin', 'regionAdmin'],
    finds: 'Mettre fin à l’accès',
    nothing: ['elsewhereAdmin', 'elsewhere', 'doctor', 'gp', 'technician', 'neighbour', 'nobody'],
  },
  'POST /people/:membershipId': { open: 'ends, dates, resets; refusals are in its commands’ tests' },
  'POST /region': { open: 'acts on a parked event only; its refusals are in its command’s tests' },
}
