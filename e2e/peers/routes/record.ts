import { WITNESS } from '../route-world.ts'
import { type Cases, patient } from './case.ts'

/** A patient’s record, lists and notices. */
export const RECORD: Cases = {
  'GET /': {
    ...patient(),
    url: () => '/',
    entitled: ['doctor'],
    nothing: ['elsewhere', 'neighbour', 'technician', 'regionAdmin', 'nobody'],
  },
  'GET /patients': { ...patient(), url: () => '/patients?scope=establishment', entitled: ['doctor'] },
  'POST /patients': {
    ...patient(),
    url: () => '/patients',
    body: () => ({ q: WITNESS.toLowerCase() }),
  },
  'POST /patients/suggest': {
    ...patient(),
    url: () => '/patients/suggest',
    body: () => ({ q: WITNESS.slice(0, 5) }),
  },
  'GET /patients/:patientId': patient(),
  'POST /patients/:patientId': {
    url: (x) => `/patients/${x.patientId}`,
    body: () => ({ isPinned: 'true' }),
    by: 'gp',
    changes: () => 'select count(*) as value from pinned_patients',
    nothing: ['elsewhere', 'neighbour', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
  'GET /patients/:patientId/timeline': patient('/timeline'),
  'GET /patients/:patientId/add': { ...patient('/add'), nothing: [...patient().nothing] },
  'POST /patients/:patientId/add': { open: 'files what was uploaded; refusals are in its command’s tests' },
  'POST /patients/:patientId/printed': {
    url: (x) => `/patients/${x.patientId}/printed`,
    body: () => ({ what: 'summary' }),
    by: 'gp',
    changes: () => `select count(*) as value from audit_entries where action = 'record.summary.print'`,
    nothing: ['elsewhere', 'neighbour', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
  'POST /patients/:patientId/uploads': {
    open: 'takes bytes, shows none; refusals are in its command’s tests',
  },
  'GET /patients/:patientId/compare': patient('/compare'),
  'GET /patients/:patientId/search': patient('/search'),
  'POST /patients/:patientId/search': {
    ...patient('/search'),
    body: () => ({ q: WITNESS.toLowerCase() }),
  },
  'GET /patients/:patientId/trends/:code': patient('/trends/W-1'),
  'GET /patients/:patientId/note': { ...patient('/note'), entitled: ['doctor'] },
  'POST /patients/:patientId/note': {
    ...patient('/note'),
    body: () => ({ intent: 'sign', title: '', body: '' }),
    entitled: [],
  },
  'POST /patients/:patientId/entries/:entryId/error': {
    open: 'marks one’s own note; refusals are in its command’s tests',
  },
  'GET /patients/:patientId/entries/:entryId': {
    ...patient(),
    url: (x) => `/patients/${x.patientId}/entries/${x.entryId}`,
  },
  'GET /patients/:patientId/entries/:entryId/content': {
    ...patient(),
    url: (x) => `/patients/${x.patientId}/entries/${x.entryId}/content`,
    finds: `contenu ${WITNESS}`,
  },
  'GET /notices': { ...patient(), url: () => '/notices', entitled: ['doctor'] },
  'POST /notices': {
    url: () => '/notices',
    body: () => ({}),
    by: 'doctor',
    changes: () => 'select count(*) as value from notices where read_at is not null',
    nothing: ['elsewhere', 'neighbour', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
  'GET /notices/unread': { open: 'a number of one’s own' },
  'GET /patients/:patientId/choices': patient('/choices'),
  'POST /patients/:patientId/choices': {
    url: (x) => `/patients/${x.patientId}/choices`,
    body: () => ({ purpose: 'research', stance: 'opposed', how: 'oral', saidOn: '2026-03-02' }),
    by: 'doctor',
    changes: () => 'select count(*) as value from patient_choices',
    nothing: ['elsewhere', 'neighbour', 'gp', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
}
