/** Whoever looks at one patient; joined through the door, left when a relation ends. */
export const patientRoom = (regionId: string, patientId: string) => `region:${regionId}:patient:${patientId}`

export const RECORD_CHANGED = 'record:changed'

/** One person's open pages. A room of its own: who leaves it must not leave the one that evictions know. */
export const noticesRoom = (regionId: string, personId: string) => `region:${regionId}:notices:${personId}`

export const NOTICES_CHANGED = 'record:notices'

/** Who answers for an establishment about who may see its patients. */
export const circleRoom = (regionId: string, establishmentId: string) =>
  `region:${regionId}:circle:${establishmentId}`

export const CIRCLE_CHANGED = 'record:circle'

/** Who decides about identities in an establishment. */
export const identitiesRoom = (regionId: string, establishmentId: string) =>
  `region:${regionId}:identities:${establishmentId}`

export const IDENTITIES_CHANGED = 'record:identities'
