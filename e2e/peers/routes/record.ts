import { TOPICS } from '#app/features/messaging/contract.ts'
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
  'POST /patients/:patientId/add': {
    url: (x) => `/patients/${x.patientId}/add`,
    body: (x) => ({
      documents: JSON.stringify([
        { token: x.atWork.upload, title: 'Ordonnance', type: 'other', day: '2026-03-02', author: '' },
      ]),
      confirmedName: `${WITNESS} Claire`,
    }),
    by: 'doctor',
    changes: () => 'select count(*) as value from record_entries',
    // Of the same trade in the same house, and yet not who sent the file.
    nothing: ['colleague', 'gp', 'elsewhere', 'neighbour', 'technician', 'regionAdmin', 'nobody'],
  },
  'POST /patients/:patientId/printed': {
    url: (x) => `/patients/${x.patientId}/printed`,
    body: () => ({ what: 'summary' }),
    by: 'gp',
    changes: () => `select count(*) as value from audit_entries where action = 'record.summary.print'`,
    nothing: ['elsewhere', 'neighbour', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
  'POST /patients/:patientId/uploads': {
    url: (x) => `/patients/${x.patientId}/uploads`,
    body: () => Buffer.from('Compte rendu apporté par le patient'),
    entitled: ['doctor', 'gp'],
    finds: '"token":',
    nothing: ['elsewhere', 'neighbour', 'technician', 'vigilance', 'regionAdmin', 'nobody'],
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
    url: (x) => `/patients/${x.patientId}/note`,
    body: () => ({ intent: 'sign', title: 'Consultation', body: 'Vue ce jour' }),
    by: 'doctor',
    changes: () => 'select count(*) as value from notes',
    nothing: ['gp', 'elsewhere', 'neighbour', 'vigilance', 'technician', 'regionAdmin', 'nobody'],
  },
  'GET /patients/:patientId/facts/:kind': patient('/facts/allergy'),
  'POST /patients/:patientId/facts/:kind': {
    url: (x) => `/patients/${x.patientId}/facts/allergy`,
    body: () => ({
      kind: 'allergy',
      key: '0198c0de-0000-4000-8000-000000000001',
      substance: 'Latex',
      day: '2026-03-02',
    }),
    by: 'doctor',
    changes: () => `select count(*) as value from record_entries where kind = 'allergy'`,
    nothing: ['elsewhere', 'neighbour', 'vigilance', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
  'POST /patients/:patientId/entries/:entryId/error': {
    url: (x) => `/patients/${x.patientId}/entries/${x.atWork.noteId}/error`,
    body: () => ({ reason: 'Écrit pour un autre patient' }),
    by: 'doctor',
    changes: (x) => `select status as value from record_entries where id = '${x.atWork.noteId}'`,
    nothing: [
      'colleague',
      'gp',
      'elsewhere',
      'neighbour',
      'vigilance',
      'technician',
      'regionAdmin',
      'nobody',
    ],
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
  'GET /notices/unread': {
    url: () => '/notices/unread',
    entitled: ['doctor'],
    finds: '"unread":1',
    nothing: ['colleague', 'gp', 'elsewhere', 'neighbour', 'technician', 'regionAdmin', 'nobody'],
  },
  // Leads to the patient's own page, which asks by itself; taking note is what it changes.
  'GET /notices/:noticeId': {
    url: (x) => `/notices/${x.noticeId}`,
    by: 'nurse',
    changes: (x) => `select read_at as value from notices where id = '${x.noticeId}'`,
    nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
  'GET /notices/settings': { ...patient(), url: () => '/notices/settings', entitled: ['doctor'] },
  'POST /notices/settings': [
    {
      as: 'mute',
      url: () => '/notices/settings',
      body: (x) => ({ intent: 'mute', patientId: x.patientId }),
      by: 'gp',
      changes: () => 'select sum(cardinality(muted)) as value from notification_settings',
      nothing: ['elsewhere', 'neighbour', 'technician', 'regionAdmin', 'officer', 'nobody'],
    },
    {
      as: 'save',
      url: () => '/notices/settings',
      body: () => ({
        intent: 'save',
        ...Object.fromEntries(TOPICS.map((topic) => [topic, 'bell'])),
        digestHour: '5',
        quietFrom: '20',
        quietUntil: '7',
      }),
      by: 'gp',
      own: 'whoever follows patients chooses for themselves',
      changes: (x) => `select count(*) as value from notification_settings
        where person_id = '${x.here.gp.personId}' and digest_hour = 5`,
      nothing: ['technician', 'regionAdmin', 'officer', 'nobody'],
    },
    {
      as: 'unmute',
      url: () => '/notices/settings',
      body: (x) => ({ intent: 'unmute', patientId: x.patientId }),
      by: 'doctor',
      changes: (x) => `select cardinality(muted) as value from notification_settings
        where person_id = '${x.here.doctor.personId}'`,
      nothing: ['elsewhere', 'neighbour', 'gp', 'technician', 'regionAdmin', 'officer', 'nobody'],
    },
  ],
  'GET /patients/:patientId/choices': patient('/choices'),
  'POST /patients/:patientId/choices': {
    url: (x) => `/patients/${x.patientId}/choices`,
    body: () => ({ purpose: 'research', stance: 'opposed', how: 'oral', saidOn: '2026-03-02' }),
    by: 'doctor',
    changes: () => 'select count(*) as value from patient_choices',
    nothing: ['elsewhere', 'neighbour', 'gp', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
}
