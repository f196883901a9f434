export const LOCALE_LIST = ['fr', 'en'] as const
export type Locale = (typeof LOCALE_LIST)[number]

export const ROLES = [
  'region_admin',
  'establishment_admin',
  'doctor',
  'nurse_coordinator',
  'secretary',
  'board_coordinator',
  'interface_technician',
  'identity_vigilance',
  'privacy_officer',
  'limited',
  'support',
] as const
export type Role = (typeof ROLES)[number]

/** Roles that open patients' files; for the others the database itself shows no patient. */
export const CLINICAL_ROLES: readonly string[] = [
  'doctor',
  'nurse_coordinator',
  'secretary',
  'board_coordinator',
  'identity_vigilance',
]

/** Opens what was opened to them by name, and nothing of the establishment (fr: utilisateur restreint). */
export const isLimited = (role: string) => role === 'limited'

export type Actor = {
  kind: 'person' | 'patient' | 'client' | 'system'
  /** The person, patient or client; for the system, null: it is nobody. */
  id: string | null
  role: Role | 'patient' | 'client' | 'system'
  establishmentId: string | null
  /** As shown to others and in the trail's screens. */
  displayName: string
  /** Also administers the people of the establishment, beside the own trade. */
  isAdministrator?: boolean
  /** Doctors whose patients are this actor's too, for a time: as their locum or their secretary. */
  standsInFor?: readonly string[]
  /** The support sees as this person: nothing of a patient, and it changes nothing. Who it is, for the trail. */
  actingBy?: { id: string; name: string }
  /** Reads when and that something is, not what it says: given by a doctor to a secretary. */
  readsAgendaOnly?: boolean
  /** Whom care relations may name to let this actor in: the person, the establishment, sitting boards. */
  grantees: readonly string[]
}

/** What a doctor gave to a deputy for a time. */
export type Deputyship = { doctorId: string; reads: 'all' | 'agenda' }

/** A professional at work in one membership. */
export function personActor(who: {
  personId: string
  role: Role
  establishmentId: string
  displayName: string
  isAdministrator?: boolean
  deputyOf?: readonly Deputyship[]
}): Actor {
  // A doctor reads what they were given in full or not at all: the agenda alone would bind their own patients too.
  const deputyOf = (who.deputyOf ?? []).filter(({ reads }) => who.role !== 'doctor' || reads === 'all')
  return {
    kind: 'person',
    id: who.personId,
    role: who.role,
    establishmentId: who.establishmentId,
    displayName: who.displayName,
    isAdministrator: who.isAdministrator ?? false,
    standsInFor: deputyOf.map(({ doctorId }) => doctorId),
    // Of several doctors the one who gives least decides: a wall has no half.
    readsAgendaOnly: deputyOf.some(({ reads }) => reads === 'agenda'),
    grantees: granteesOf({ ...who, deputyOf }),
  }
}

function granteesOf({ role, personId, establishmentId, deputyOf = [] }: Parameters<typeof personActor>[0]) {
  if (isLimited(role)) return [personId]
  const doctors = deputyOf.map(({ doctorId }) => doctorId)
  return CLINICAL_ROLES.includes(role) ? [personId, ...doctors, establishmentId] : []
}

/** As the support sees them: all that is theirs but their patients and whoever they stand in for. */
export const asSeenBySupport = (actor: Actor, actingBy: { id: string; name: string }): Actor => ({
  ...actor,
  actingBy,
  grantees: [],
  standsInFor: [],
})

/** Work without a person: the feed of an establishment, a schedule of a region. */
export function systemActor(establishmentId: string | null): Actor {
  return {
    kind: 'system',
    id: null,
    role: 'system',
    establishmentId,
    displayName: 'Cordée',
    grantees: [],
  }
}

/** The establishment whose files the actor may open, if any. */
export function filesOf(actor: Actor): string | null {
  if (actor.actingBy) return null
  if (actor.kind === 'system') return actor.establishmentId
  return CLINICAL_ROLES.includes(actor.role) ? actor.establishmentId : null
}
