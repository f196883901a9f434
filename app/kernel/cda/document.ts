import { z } from 'zod'
import { ZonedTime } from '../zoned-time.ts'

/** What we read of a CDA R2 document: who, when, what, and a text that is safe to show. */

export const CdaId = z.object({ root: z.string(), extension: z.string().nullable() })
export type CdaId = z.infer<typeof CdaId>

export const CdaCode = z.object({
  code: z.string(),
  codeSystem: z.string().nullable(),
  displayName: z.string().nullable(),
})

export const CdaPatient = z.object({
  ids: z.array(CdaId),
  birthName: z.string().nullable(),
  usedName: z.string().nullable(),
  birthGivenNames: z.string().nullable(),
  firstGivenName: z.string().nullable(),
  usedGivenName: z.string().nullable(),
  birthDate: z.string().nullable(),
  sex: z.enum(['male', 'female', 'unknown']),
  birthPlaceCog: z.string().nullable(),
})

export const CdaAuthor = z.object({
  ids: z.array(CdaId),
  familyName: z.string().nullable(),
  givenName: z.string().nullable(),
  specialty: CdaCode.nullable(),
  organization: z.string().nullable(),
  organizationId: CdaId.nullable(),
  time: ZonedTime.nullable(),
})

export const CdaHeader = z.object({
  id: CdaId,
  setId: CdaId.nullable(),
  versionNumber: z.number().nullable(),
  code: CdaCode.nullable(),
  title: z.string().nullable(),
  effectiveTime: ZonedTime.nullable(),
  confidentiality: z.string().nullable(),
  patient: CdaPatient,
  authors: z.array(CdaAuthor),
  /** Ids of the persons it is addressed to (informationRecipient, fr: destinataires). */
  recipientIds: z.array(CdaId),
  custodian: z.string().nullable(),
  /** The document that this one replaces (relatedDocument RPLC). */
  replaces: CdaId.nullable(),
})
export type CdaHeader = z.infer<typeof CdaHeader>

/** The narrative as a tree of our own: nothing of the source's markup or attributes is left in it. */
export type CdaInline =
  | { kind: 'text'; text: string; look?: CdaLook }
  /** A page elsewhere; nothing but http and https. */
  | { kind: 'link'; text: string; href: string }
  | { kind: 'lineBreak' }
/** What changes the meaning when it is lost: 10⁹ is not 109. */
export const CDA_LOOKS = ['bold', 'italic', 'boldItalic', 'underline', 'super', 'sub'] as const
export type CdaLook = (typeof CDA_LOOKS)[number]

export type CdaCell = { isHeader: boolean; columnSpan: number; rowSpan: number; blocks: CdaBlock[] }

export type CdaBlock =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'paragraph'; inlines: CdaInline[] }
  | { kind: 'list'; isOrdered: boolean; items: CdaBlock[][] }
  | { kind: 'table'; caption: string | null; rows: CdaCell[][] }
  /** A picture or a file within, by its id in the document: its bytes are asked for apart. */
  | { kind: 'media'; id: string; mediaType: string }

export type CdaBody =
  | { kind: 'none' }
  | { kind: 'sections'; blocks: CdaBlock[] }
  /** Level 1: another file within, a PDF in most cases. */
  | { kind: 'file'; mediaType: string; bytes: Uint8Array }

export type CdaDocument = { header: CdaHeader; body: CdaBody }

/** root^extension, the form in which document ids are compared everywhere; a root that is a UUID in lower case. */
export function formatCdaId({ root, extension }: CdaId): string {
  return extension ? `${root.toLowerCase()}^${extension}` : root.toLowerCase()
}
