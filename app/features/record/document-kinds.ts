/** Where a paper stands on the spine, by its type in the national list of documents (JDV_J07). */
export const PAPER_KINDS = ['document', 'result', 'decision'] as const
export type PaperKind = (typeof PAPER_KINDS)[number]

const KIND_OF_TYPE: Record<string, PaperKind> = {
  // What a tumour board proposes (fr: fiche RCP).
  '34794-8': 'decision',
  // Reports of examinations: imaging, laboratory, pathology, molecular genetics.
  '18748-4': 'result',
  '11502-2': 'result',
  '60568-3': 'result',
  '51969-4': 'result',
}

/** The same paper has the same kind, whether it comes by a feed, an upload or a doctor from outside. */
export const kindOfType = (typeCode: string | null | undefined): PaperKind =>
  (typeCode && KIND_OF_TYPE[typeCode]) || 'document'
