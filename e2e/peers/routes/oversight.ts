import { type Cases, NO_OFFICER, ofOfficers, patient } from './case.ts'

/** The privacy officer’s screens, and broken glass. */
export const OVERSIGHT: Cases = {
  'GET /break-glass': {
    url: () => '/break-glass',
    entitled: ['doctor', 'gp', 'neighbour'],
    finds: 'Ouvrir ce dossier en urgence',
    nothing: ['technician', 'vigilance', 'regionAdmin', 'officer', 'nobody'],
  },
  'POST /break-glass': { open: 'opens one patient for a reason; its refusals are in its command’s tests' },
  'POST /break-glass/end': { open: 'ends what one opened oneself; tested with its command' },
  'GET /oversight': ofOfficers(''),
  'GET /oversight/waiting': { open: 'a number of one’s own' },
  'GET /oversight/glass/:accessId': { ...ofOfficers(''), url: (x) => `/oversight/glass/${x.accessId}` },
  'POST /oversight/glass/:accessId': {
    url: (x) => `/oversight/glass/${x.accessId}`,
    body: (x) => ({ id: x.accessId, expectedVersion: '1', verdict: 'justified', comment: 'Urgence établie' }),
    by: 'officer',
    changes: (x) => `select verdict as value from break_glass_accesses where id = '${x.accessId}'`,
    nothing: NO_OFFICER,
  },
  'GET /oversight/unusual/:unusualId': {
    ...ofOfficers(''),
    url: (x) => `/oversight/unusual/${x.unusualId}`,
  },
  'POST /oversight/unusual/:unusualId': {
    url: (x) => `/oversight/unusual/${x.unusualId}`,
    body: (x) => ({
      id: x.unusualId,
      expectedVersion: '1',
      verdict: 'justified',
      comment: 'Prise en charge',
    }),
    by: 'officer',
    changes: (x) => `select verdict as value from unusual_accesses where id = '${x.unusualId}'`,
    nothing: NO_OFFICER,
  },
  'GET /oversight/trail': ofOfficers('/trail'),
  'GET /oversight/patients': { open: 'an empty form; whom it finds is the next case' },
  'POST /oversight/patients': {
    ...ofOfficers('/patients'),
    body: () => ({ number: 'IPP-WITNESS', name: '', birthDate: '' }),
  },
  'GET /oversight/patients/:patientId': {
    ...ofOfficers(''),
    url: (x) => `/oversight/patients/${x.patientId}`,
  },
  'GET /oversight/patients/:patientId/log': {
    ...ofOfficers(''),
    url: (x) => `/oversight/patients/${x.patientId}/log`,
  },
  'GET /oversight/patients/:patientId/log.csv': {
    ...ofOfficers(''),
    url: (x) => `/oversight/patients/${x.patientId}/log.csv`,
    finds: 'a ouvert votre dossier',
  },
  'GET /my-accesses': {
    ...patient(),
    url: () => '/my-accesses',
    entitled: ['doctor'],
    nothing: ['elsewhere', 'neighbour', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
}
