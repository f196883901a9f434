/** Whoever looks at one patient; joined through the door, left when a relation ends. */
export const patientRoom = (regionId: string, patientId: string) => `region:${regionId}:patient:${patientId}`

export const RECORD_CHANGED = 'record:changed'
