import { type Cases, NO_OFFICER, ofOfficers, patient } from './case.ts'
import { PASSWORD } from './ways-in.ts'

/** The privacy officer’s screens, and broken glass. */
export const OVERSIGHT: Cases = {
  'GET /break-glass': {
    url: () => '/break-glass',
    entitled: ['doctor', 'gp', 'neighbour'],
    finds: 'Ouvrir ce dossier en urgence',
    nothing: ['technician', 'vigilance', 'regionAdmin', 'officer', 'nobody'],
    own: 'every doctor of every region may ask, for a reason',
  },
  'POST /break-glass': {
    url: () => '/break-glass',
    body: (x) => ({
      by: 'local_id',
      establishmentId: x.here.hospital.id,
      localId: 'IPP-LIKE',
      category: 'vital_emergency',
      reason: 'Détresse respiratoire',
      secret: PASSWORD,
    }),
    by: 'breaker',
    changes: () => 'select count(*) as value from break_glass_accesses',
    nothing: ['elsewhere', 'technician', 'vigilance', 'regionAdmin', 'officer', 'nobody'],
    own: 'every doctor of the region may, for a reason',
  },
  'GET /oversight': ofOfficers(''),
  'GET /oversight/waiting': {
    url: () => '/oversight/waiting',
    entitled: ['officer'],
    finds: '"unread":2',
    nothing: NO_OFFICER,
  },
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
  'GET /oversight/patients': { ...ofOfficers('/patients'), finds: 'name="birthDate"' },
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
  // After the verdict above, which is on the glass as the officer saw it.
  'POST /break-glass/end': {
    url: () => '/break-glass/end',
    body: (x) => ({ accessId: x.accessId }),
    by: 'breaker',
    changes: (x) => `select ended_at as value from break_glass_accesses where id = '${x.accessId}'`,
    nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
}
