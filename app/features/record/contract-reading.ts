import { z } from 'zod'
import { defineEvent } from '#app/kernel/events.ts'

// What reading a record takes: being told, searching in it, putting things side by side, adding to it.

/** Why something one read holds no more. */
export const CHANGE_REASONS = ['replaced', 'withdrawn', 'moved', 'entered_in_error'] as const
export type ChangeReason = (typeof CHANGE_REASONS)[number]

/** What is new of a patient one follows. */
export const NEWS_REASONS = [
  'admission',
  'discharge',
  'visit',
  'abnormal_result',
  'corrected_result',
  'result',
  'decision',
  'document',
  'note',
  'deceased',
] as const
export type NewsReason = (typeof NEWS_REASONS)[number]
export type NoticeReason = ChangeReason | NewsReason

export const isChange = (reason: NoticeReason): reason is ChangeReason =>
  CHANGE_REASONS.some((change) => change === reason)

/** Beyond it nobody counts notices. */
export const MAX_UNREAD = 99

/** A person has a notice more, or has read one: their open pages count again. */
export const NoticesChanged = defineEvent('record.notices.changed', {
  personId: z.uuid(),
  /** What they read that holds no more: they may want it by mail too. */
  changedEntryId: z.uuid().optional(),
})

/** Known to have died, from whichever house or file. */
export const PatientDied = defineEvent('record.patient.died', { patientId: z.uuid() })

/** Without an id: all of one's own. */
export const ReadNotices = z.object({ noticeId: z.uuid().optional() })
export type ReadNotices = z.infer<typeof ReadNotices>

const day = z.iso.date().optional().catch(undefined)

/** What a paper is, as its type in the national list of documents (JDV_J07). */
export const DOCUMENT_TYPES = {
  consultation: '11488-4',
  hospital_stay: '34112-3',
  surgery: '34874-8',
  board: '34794-8',
  imaging: '18748-4',
  biology: '11502-2',
  pathology: '60568-3',
  genetics: '51969-4',
  prescription: '57833-6',
  letter: '11490-0',
  other: null,
} as const satisfies Record<string, string | null>
export const DOCUMENT_TYPE_NAMES = Object.keys(DOCUMENT_TYPES) as [DocumentType, ...DocumentType[]]
export type DocumentType = keyof typeof DOCUMENT_TYPES

const NAME_OF_TYPE = new Map(
  Object.entries(DOCUMENT_TYPES).flatMap(([name, code]): [string, DocumentType][] =>
    code ? [[code, name as DocumentType]] : [],
  ),
)
/** A type that the list here does not name is another document. */
export const documentTypeOf = (code: string): DocumentType => NAME_OF_TYPE.get(code) ?? 'other'

/** The filters of a search inside a record, as its address holds them; what is not understood is left out. */
export const RecordSearchQuery = z.object({
  kind: z.string().max(30).optional().catch(undefined),
  type: z.enum(DOCUMENT_TYPE_NAMES).optional().catch(undefined),
  establishment: z.uuid().optional().catch(undefined),
  author: z.string().max(200).optional().catch(undefined),
  from: day,
  to: day,
  pages: z.coerce.number().int().min(1).max(20).catch(1),
})
export type RecordSearchQuery = Partial<z.infer<typeof RecordSearchQuery>>

export const NewDocument = z.object({
  token: z.string().min(1).max(4000),
  title: z.string().trim().min(1).max(300),
  type: z.enum(DOCUMENT_TYPE_NAMES),
  day: z.iso.date(),
  author: z.string().trim().max(200).default(''),
})
export type NewDocument = z.infer<typeof NewDocument>

export const MAX_DOCUMENTS_AT_ONCE = 20

/** What is filed at once, and for whom it was confirmed to be. */
export const AddDocuments = z.object({
  documents: z
    .string()
    .transform((value, ctx) => {
      try {
        return JSON.parse(value) as unknown
      } catch {
        ctx.addIssue({ code: 'custom' })
        return z.NEVER
      }
    })
    .pipe(z.array(NewDocument).min(1).max(MAX_DOCUMENTS_AT_ONCE)),
  /** Birth name and first name as they stood on the page, sent when the box beside them was ticked. */
  confirmedName: z.string().trim().min(1).max(500),
  /** Whose file takes it, when the own establishment has none (fr: établissement destinataire). */
  receiverFileId: z.uuid().optional(),
})
export type AddDocuments = z.infer<typeof AddDocuments>

const tick = z.enum(['true', 'false']).transform((value) => value === 'true')

export const PinPatient = z.object({ isPinned: tick })
/** A unit by its name, as the list of units shows it. */
export const JoinUnit = z.object({ unit: z.string().trim().min(1).max(200), isMember: tick })
export type JoinUnit = z.infer<typeof JoinUnit>

/** How much of time the chronology shows at once. */
export const TIMELINE_ZOOMS = ['all', '5y', 'year', 'quarter', 'month'] as const
export type TimelineZoom = (typeof TIMELINE_ZOOMS)[number]

/** Pages of a record as they are printed. */
export const PRINTED = ['summary', 'timeline', 'document', 'before', 'urgent'] as const
export const NotePrinted = z.object({ what: z.enum(PRINTED) })
export type NotePrinted = z.infer<typeof NotePrinted>
