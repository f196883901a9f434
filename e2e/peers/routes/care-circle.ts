import { anRpps } from '#db/test/factories.ts'
import { type Who, WITNESS } from '../route-world.ts'
import { type Cases, patient } from './case.ts'

const ofHouse: Who[] = ['elsewhere', 'neighbour', 'gp', 'technician', 'regionAdmin', 'nobody']
const unknownNumber = anRpps()

/** Care circle, correspondents, the practice. */
export const CARE_CIRCLE: Cases = {
  'POST /patients/units': {
    url: () => '/patients/units',
    body: () => ({ unit: 'Oncologie', isMember: 'true' }),
    by: 'doctor',
    changes: () => 'select count(*) as value from unit_members',
    nothing: ofHouse,
  },
  'GET /patients/:patientId/before': patient('/before'),
  'GET /patients/:patientId/urgent': patient('/urgent'),
  'GET /urgent-card': {
    url: () => '/urgent-card',
    entitled: ['doctor'],
    finds: `Consigne ${WITNESS}`,
    nothing: ofHouse,
  },
  'POST /urgent-card': {
    url: () => '/urgent-card',
    body: () => ({
      fever: 'Appeler sans attendre',
      lines: JSON.stringify([
        { label: 'Astreinte', phone: '05 61 00 00 00', days: '1234567', from: '00:00', until: '00:00' },
      ]),
    }),
    by: 'doctor',
    // Doctors elsewhere write the card of their own house by the same form.
    changes: (x) =>
      `select fever as value from urgent_cards where establishment_id = '${x.here.hospital.id}'`,
    nothing: ofHouse,
  },
  'GET /patients/:patientId/circle': patient('/circle'),
  'POST /patients/:patientId/circle': [
    {
      as: 'designates',
      url: (x) => `/patients/${x.patientId}/circle`,
      body: () => ({ intent: 'designate', who: 'rpps', rpps: unknownNumber, name: 'Docteur à venir' }),
      by: 'doctor',
      changes: () => `select count(*) as value from relation_questions where rpps = '${unknownNumber}'`,
      nothing: ofHouse,
    },
    {
      as: 'ends a right',
      url: (x) => `/patients/${x.patientId}/circle`,
      body: (x) => ({ intent: 'end', relationId: x.atWork.relationId, reason: 'care_ended' }),
      by: 'doctor',
      changes: (x) => `select ends_at as value from care_relations where id = '${x.atWork.relationId}'`,
      nothing: ['vigilance', ...ofHouse],
    },
    {
      as: 'says "not my patient"',
      url: (x) => `/patients/${x.patientId}/circle`,
      body: () => ({ intent: 'leave', reason: 'moved' }),
      by: 'leaving',
      changes: (x) =>
        `select ends_at as value from care_relations where grantee_id = '${x.atWork.people.leaving.personId}'`,
      nothing: ['elsewhere', 'neighbour', 'doctor', 'technician', 'regionAdmin', 'nobody'],
    },
  ],
  'GET /circle': { ...patient(), url: () => '/circle', entitled: ['doctor'], nothing: ofHouse },
  'POST /circle': [
    {
      as: 'settles a question',
      url: () => '/circle',
      body: (x) => ({ questionId: x.questionId, answer: 'refuse' }),
      by: 'doctor',
      changes: (x) => `select state as value from relation_questions where id = '${x.questionId}'`,
      nothing: ['vigilance', 'establishmentAdmin', ...ofHouse],
    },
    {
      as: 'says how long a former GP still reads',
      url: () => '/circle',
      body: () => ({ gpChangeDelayDays: '21' }),
      by: 'establishmentAdmin',
      changes: () => 'select count(*) as value from relation_settings where gp_change_delay_days = 21',
      nothing: ['doctor', 'vigilance', ...ofHouse],
    },
  ],
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
    entitled: ['doctor'],
    finds: (x) => x.here.secretary.personId,
    nothing: ['gp', 'neighbour', 'elsewhere', 'vigilance', 'technician', 'regionAdmin', 'nobody'],
  },
  'POST /practice': [
    {
      as: 'names a deputy',
      url: () => '/practice',
      body: (x) => ({
        intent: 'delegate',
        doctorId: x.here.doctor.personId,
        deputyId: x.here.secretary.personId,
        kind: 'secretary',
        reads: 'agenda',
        from: x.atWork.day(40),
        until: x.atWork.day(50),
      }),
      by: 'doctor',
      changes: () => 'select count(*) as value from delegations',
      nothing: ['colleague', 'vigilance', ...ofHouse],
    },
    {
      as: 'takes a deputy’s right back',
      url: () => '/practice',
      body: (x) => ({ intent: 'endDelegation', delegationId: x.atWork.delegationId }),
      by: 'doctor',
      changes: (x) => `select ends_at as value from delegations where id = '${x.atWork.delegationId}'`,
      nothing: ['colleague', 'vigilance', ...ofHouse],
    },
  ],
  'GET /professionals': {
    url: (x) => `/professionals?q=${x.here.gp.rpps}`,
    entitled: ['doctor', 'neighbour'],
    finds: 'Camille Modèle',
    nothing: ['elsewhere', 'technician', 'regionAdmin', 'nobody'],
    own: 'every clinician of the region looks up whom to name',
  },
}
