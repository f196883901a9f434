import type { Ctx } from '#app/kernel/ctx.server.ts'
import { recordEntries } from '#db/schema/entries.ts'
import type { Tx } from '#db/scope.ts'
import type { CHANNELS, EntryKind, EntryStatus } from '../contract.ts'

type Of = { id: string; establishmentId: string; patientId: string }
type Said = {
  kind: EntryKind
  title: string
  occurredAt: Date
  occurredUntil?: Date | null
  status?: EntryStatus
  authorPersonId?: string | null
  authorName?: string | null
  authorRpps?: string | null
  channel: (typeof CHANNELS)[number]
  isRestricted?: boolean
  isHiddenFromPatient?: boolean
  isHiddenFromRepresentatives?: boolean
  replacesId?: string
  mediaType?: string
}

/** Of all that a producer says, what stands on the spine. */
export const lineOf = (said: Said): Said => ({
  kind: said.kind,
  title: said.title,
  occurredAt: said.occurredAt,
  authorPersonId: said.authorPersonId,
  authorName: said.authorName,
  authorRpps: said.authorRpps,
  channel: said.channel,
  isRestricted: said.isRestricted,
  isHiddenFromPatient: said.isHiddenFromPatient,
  isHiddenFromRepresentatives: said.isHiddenFromRepresentatives,
})

const SOURCE_BY_CHANNEL = {
  hl7v2: 'feed',
  mail: 'feed',
  fhir: 'feed',
  screen: 'person',
  import: 'import',
} as const

/** One more line of the spine, through a file: whatever hangs on it comes after. */
export async function insertEntry(tx: Tx, ctx: Ctx, file: Of, said: Said): Promise<string> {
  const { channel, isRestricted, isHiddenFromPatient, ...line } = said
  const [entry] = await tx
    .insert(recordEntries)
    .values({
      ...line,
      patientId: file.patientId,
      fileId: file.id,
      establishmentId: file.establishmentId,
      recordedAt: ctx.now(),
      source: SOURCE_BY_CHANNEL[channel],
      confidentiality: isRestricted ? 'restricted' : 'normal',
      release: isHiddenFromPatient ? 'never' : 'manual',
    })
    .returning({ id: recordEntries.id })
  return entry!.id
}
