import { type Actor, CLINICAL_ROLES, filesOf } from '#app/kernel/actor.ts'

// What a role may do with the rows that exist for it. Which rows exist is the database's answer.

type Who = Pick<Actor, 'kind' | 'role' | 'establishmentId'>

/** Lists and searches of patients; a patient in person has one record and no list. */
export const canListPatients = (actor: Who): boolean => CLINICAL_ROLES.includes(actor.role)

/** Feeds and clinical staff write into the files of their own establishment. */
export const canWriteFiles = (actor: Who): boolean => filesOf(actor as Actor) !== null

/** At the desk, in front of the patient; a feed has nobody in front of it. */
export const canDesignate = (actor: Who): boolean =>
  actor.kind === 'person' && CLINICAL_ROLES.includes(actor.role)

/** Why this actor opens a patient, as the trail says it. */
export const purposeOf = (actor: Who): string =>
  actor.role === 'identity_vigilance'
    ? 'identity_vigilance'
    : actor.kind === 'patient'
      ? 'own_record'
      : 'care'
