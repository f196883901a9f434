import { type Actor, CLINICAL_ROLES, filesOf, isLimited } from '#app/kernel/actor.ts'
import { FACT_FORMS, type FactForm } from './contract-fact-forms.ts'

// What a role may do with the rows that exist for it. Which rows exist is the database's answer.

type Who = Pick<Actor, 'kind' | 'role' | 'establishmentId'>

/** Lists and searches of patients; a patient in person has one record and no list. */
export const canListPatients = (actor: Who): boolean =>
  CLINICAL_ROLES.includes(actor.role) || isLimited(actor.role)

/** Feeds and clinical staff write into the files of their own establishment. */
export const canWriteFiles = (actor: Who): boolean => filesOf(actor as Actor) !== null

const WHO_ADMIT: readonly string[] = ['secretary', 'identity_vigilance']

/** Creating a patient's file by screen: the admission desk, and who answers for identities. */
export const canCreateFiles = (actor: Who): boolean =>
  actor.kind === 'person' && WHO_ADMIT.includes(actor.role) && canWriteFiles(actor)

/** At the desk, in front of the patient; a feed has nobody in front of it, nor who decides who is who. */
export const canDesignate = (actor: Who): boolean =>
  actor.kind === 'person' && CLINICAL_ROLES.includes(actor.role) && actor.role !== 'identity_vigilance'

/** Says for the whole establishment how rights are given; sees no patient. */
export const canSetRelations = (actor: Who): boolean =>
  actor.kind === 'person' && actor.role === 'establishment_admin' && actor.establishmentId !== null

/** Says who of the house works with whom. */
export const canAdministerTeams = (actor: Who): boolean => canSetRelations(actor)

/** Is of teams: those who work with patients, not those who only decide who is who. */
export const canBeOfTeams = (actor: Who): boolean =>
  actor.kind === 'person' && WHO_ADD.includes(actor.role) && canWriteFiles(actor)

export const canSeeTeams = (actor: Who): boolean => canBeOfTeams(actor) || canAdministerTeams(actor)

/** Names who stands in for a doctor: that doctor alone, whose patients are of several houses. */
export const canDelegate = (actor: Who): boolean => actor.kind === 'person' && actor.role === 'doctor'

/** Sees who stands in and may end it: the doctor, and the administrator of where they work. */
export const canSeeDelegations = (actor: Who): boolean => canDelegate(actor) || canSetRelations(actor)

/** Decides about identities: a role of its own, in an establishment that has files. */
export const canDecideIdentities = (actor: Who): boolean =>
  actor.kind === 'person' && actor.role === 'identity_vigilance' && canWriteFiles(actor)

/** Two numbers of the establishment are one patient: its own admission office says so, by its feed. */
export const canJoinFiles = (actor: Who): boolean =>
  canDecideIdentities(actor) || (actor.kind !== 'person' && canWriteFiles(actor))

const WHO_ADD: readonly string[] = ['doctor', 'nurse_coordinator', 'secretary', 'board_coordinator']

/** Adding a document by screen: those who work with patients, not those who only decide who is who. */
export const canAddDocuments = (actor: Who): boolean =>
  actor.kind === 'person' && WHO_ADD.includes(actor.role) && canWriteFiles(actor)

const WHO_WRITE: readonly string[] = ['doctor', 'nurse_coordinator']

/** Writing and signing notes: those who treat. */
export const canWriteNotes = (actor: Who): boolean =>
  actor.kind === 'person' && WHO_WRITE.includes(actor.role) && canWriteFiles(actor)

/** Diagnoses, their stage and the biology of a tumour are a doctor's to say. */
const SAID_BY: Record<FactForm, readonly string[]> = {
  allergy: WHO_WRITE,
  measure: WHO_WRITE,
  treatment: WHO_WRITE,
  condition: ['doctor'],
  biomarker: ['doctor'],
}

/** Writing a fact down by hand, as a form of the record. */
export const canRecordFact = (actor: Who, kind: FactForm): boolean =>
  actor.kind === 'person' && SAID_BY[kind].includes(actor.role) && canWriteFiles(actor)

/** From outside all but biomarkers, which come with the report that says so. */
export const canContributeFact = (actor: Who, kind: FactForm): boolean =>
  kind !== 'biomarker' && canContribute(actor)

type Held = {
  kind: string
  status: string
  establishmentId: string
  fromEstablishmentId: string | null
  authorPersonId: string | null
}
const isOfOwnHouse = (actor: Actor, entry: Held) => entry.establishmentId === filesOf(actor)
/** What one brought into another house's file oneself, from where one works now. */
const isOwnContribution = (actor: Actor, entry: Held) =>
  entry.authorPersonId === actor.id && entry.fromEstablishmentId === filesOf(actor)
const formOf = ({ kind, status }: Held) =>
  status === 'current' ? FACT_FORMS.find((f) => f === kind) : undefined

/** New words in the place of what stands: of the own house by whoever may write it, from outside one's own. */
export const canCorrectFact = (actor: Actor, entry: Held): boolean => {
  const kind = formOf(entry)
  if (!kind) return false
  return isOfOwnHouse(actor, entry)
    ? canRecordFact(actor, kind)
    : isOwnContribution(actor, entry) && canContributeFact(actor, kind)
}

/** That it should not be there at all: its author, and any doctor of the house whose file has it. */
export const canMarkFactInError = (actor: Actor, entry: Held): boolean =>
  canCorrectFact(actor, entry) && (actor.role === 'doctor' || entry.authorPersonId === actor.id)

/** Filing into the file of another house, of a patient whom one follows: doctors, and the relation decides. */
export const canContribute = (actor: Who): boolean =>
  actor.kind === 'person' && actor.role === 'doctor' && canWriteFiles(actor)

/** Why this actor opens a patient, as the trail says it. */
export const purposeOf = (actor: Who): string =>
  actor.role === 'identity_vigilance'
    ? 'identity_vigilance'
    : actor.kind === 'patient'
      ? 'own_record'
      : 'care'
