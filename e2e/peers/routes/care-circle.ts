import { WITNESS } from '../route-world.ts'
import { type Cases, patient } from './case.ts'

/** Care circle, correspondents, the practice. */
export const CARE_CIRCLE: Cases = {
  'POST /patients/units': { open: 'joins a unit of one’s own house; refusals are in its command’s tests' },
  'GET /patients/:patientId/before': patient('/before'),
  'GET /patients/:patientId/urgent': patient('/urgent'),
  'GET /urgent-card': {
    url: () => '/urgent-card',
    entitled: ['doctor'],
    finds: `Consigne ${WITNESS}`,
    nothing: ['elsewhere', 'neighbour', 'gp', 'technician', 'regionAdmin', 'nobody'],
  },
  'POST /urgent-card': { open: 'writes the card of the own house; its refusals are in its command’s tests' },
  'GET /patients/:patientId/circle': patient('/circle'),
  'POST /patients/:patientId/circle': {
    ...patient('/circle'),
    body: () => ({ intent: 'settle', questionId: 'none', answer: 'refuse' }),
    entitled: [],
  },
  'GET /circle': {
    ...patient(),
    url: () => '/circle',
    entitled: ['doctor'],
    nothing: ['elsewhere', 'neighbour', 'gp', 'technician', 'regionAdmin', 'nobody'],
  },
  'POST /circle': {
    ...patient(),
    url: () => '/circle',
    body: (x) => ({ questionId: x.questionId, answer: 'refuse' }),
    entitled: [],
    nothing: ['elsewhere', 'neighbour', 'gp', 'technician', 'regionAdmin', 'nobody'],
  },
  'GET /teams': {
    url: () => '/teams',
    entitled: ['doctor'],
    finds: `Équipe ${WITNESS}`,
    nothing: ['elsewhere', 'neighbour', 'gp', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
  'POST /teams': {
    url: () => '/teams',
    body: (x) => ({ intent: 'rename', teamId: x.teamId, name: `Équipe ${WITNESS} renommée` }),
    by: 'doctor',
    changes: (x) => `select name as value from care_teams where id = '${x.teamId}'`,
    nothing: ['elsewhere', 'neighbour', 'gp', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
  'GET /practice': {
    url: () => '/practice',
    entitled: ['doctor', 'gp'],
    finds: 'Nommer quelqu’un',
    nothing: ['vigilance', 'technician', 'regionAdmin', 'nobody'],
  },
  'POST /practice': {
    open: 'acts for oneself or the own establishment; refusals are in its command’s tests',
  },
  'GET /professionals': {
    url: (x) => `/professionals?q=${x.here.gp.rpps}`,
    entitled: ['doctor'],
    finds: 'Camille Modèle',
    nothing: ['elsewhere', 'technician', 'regionAdmin', 'nobody'],
  },
}
