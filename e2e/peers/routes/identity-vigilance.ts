import { WITNESS } from '../route-world.ts'
import { type Cases, patient, vigilance } from './case.ts'

/** Identity: files, doubles, entries filed wrongly. */
export const IDENTITY_VIGILANCE: Cases = {
  'POST /patients/:patientId/entries/:entryId/move': {
    ...vigilance,
    url: (x) => `/patients/${x.patientId}/entries/${x.entryId}/move`,
    body: () => ({ q: WITNESS.toLowerCase() }),
  },
  'GET /patients/:patientId/identity': { ...patient('/identity'), entitled: ['doctor', 'vigilance'] },
  'POST /patients/:patientId/identity': {
    ...patient('/identity'),
    body: () => ({ usedName: WITNESS }),
    entitled: ['doctor'],
  },
  'POST /patients/:patientId/entries/:entryId': {
    url: (x) => `/patients/${x.patientId}/entries/${x.entryId}`,
    body: (x) => ({
      entryId: x.entryId,
      toFileId: x.lookalike.fileId,
      toPatientId: x.lookalike.patientId,
      reason: 'Classé au mauvais patient',
    }),
    by: 'vigilance',
    changes: (x) => `select patient_id as value from record_entries where id = '${x.entryId}'`,
    nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
  'GET /patients/new': {
    url: () => '/patients/new',
    entitled: ['vigilance'],
    finds: 'formId',
    nothing: ['doctor', 'gp', 'technician', 'regionAdmin', 'nobody'],
  },
  'POST /patients/new': {
    url: () => '/patients/new',
    body: () => ({
      formId: '3f0f3f5e-6f0e-4c3e-9d39-0f3a5a6f7b10',
      birthName: 'Nouvelle-Route',
      birthGivenNames: 'Zoé',
      firstGivenName: 'Zoé',
      birthDate: '1961-05-04',
      sex: 'female',
      birthPlaceCode: '31555',
    }),
    by: 'vigilance',
    changes: () => 'select count(*) as value from patient_files',
    nothing: ['doctor', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
  'GET /vigilance': { ...vigilance, url: () => '/vigilance' },
  'POST /vigilance': { open: 'takes back a decision; its refusals are in its command’s tests' },
  'GET /vigilance/:reviewId': { ...vigilance, url: (x) => `/vigilance/${x.reviewId}` },
  'POST /vigilance/:reviewId': {
    url: (x) => `/vigilance/${x.reviewId}`,
    body: (x) => ({ intent: 'keepApart', reviewId: x.reviewId, reason: 'Deux personnes, vues ensemble' }),
    by: 'vigilance',
    changes: (x) => `select state as value from identity_reviews where id = '${x.reviewId}'`,
    nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
}
