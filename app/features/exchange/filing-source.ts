/** Which message says it, and how its connection is kept. */
export type FilingSource = {
  messageId: string
  connectionId: string
  receivedAt: Date
  patientAuthority: string | null
  /** A document's id that comes again with other bytes: another document, or its next version. */
  sameDocumentId: 'beside' | 'version'
  acceptsTestIdentities: boolean
  /** History that comes in quietly. */
  isInitialLoad: boolean
}

export const provenanceOf = ({ messageId, receivedAt, isInitialLoad }: FilingSource) => ({
  channel: isInitialLoad ? ('import' as const) : ('hl7v2' as const),
  messageId,
  receivedAt,
})
