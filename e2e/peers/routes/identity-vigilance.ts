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
    url: (x) => `/patients/${x.patientId}/identity`,
    body: () => ({ usedName: 'Usage-Nouveau' }),
    by: 'doctor',
    changes: (x) => `select used_name as value from patient_files where patient_id = '${x.patientId}'`,
    nothing: ['elsewhere', 'neighbour', 'gp', 'technician', 'regionAdmin', 'nobody'],
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
    nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'technician', 'regionAdmin', 'nobody'],
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
    nothing: ['elsewhere', 'neighbour', 'doctor', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
  'GET /vigilance': { ...vigilance, url: () => '/vigilance' },
  'POST /vigilance': {
    url: () => '/vigilance',
    body: (x) => ({ decisionId: x.atWork.decisionId, reason: 'Deux personnes en fait' }),
    by: 'vigilance',
    changes: (x) => `select undone_at as value from identity_decisions where id = '${x.atWork.decisionId}'`,
    nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
  'GET /vigilance/:reviewId': { ...vigilance, url: (x) => `/vigilance/${x.reviewId}` },
  'POST /vigilance/:reviewId': {
    url: (x) => `/vigilance/${x.reviewId}`,
    body: (x) => ({ intent: 'keepApart', reviewId: x.reviewId, reason: 'Deux personnes, vues ensemble' }),
    by: 'vigilance',
    changes: (x) => `select state as value from identity_reviews where id = '${x.reviewId}'`,
    nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
}
