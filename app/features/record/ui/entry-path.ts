import type { EntryLine } from '../queries/entry-rows.server.ts'

const WITH_PAGE = new Set([
  'result',
  'measure',
  'condition',
  'treatment',
  'allergy',
  'biomarker',
  'appointment',
  'note',
  'stay',
])

/** Where an entry is read in full; none for what a line says already. */
export const entryPath = (
  patientId: string,
  entry: Pick<EntryLine, 'id' | 'kind' | 'mediaType'>,
): string | undefined =>
  entry.mediaType || WITH_PAGE.has(entry.kind) ? `/patients/${patientId}/entries/${entry.id}` : undefined
