import { sql } from 'drizzle-orm'
import {
  customType,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import {
  byEntry,
  definerInRegion,
  notForAgenda,
  ownerAll,
  regionWall,
  writtenWithEntry,
} from '../policies.ts'
import { recordEntries } from './entries.ts'

/** A document of the record: bytes in the blob store, what it is in here. */
export const documents = pgTable(
  'documents',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    entryId: uuid('entry_id').notNull(),
    /** The filing establishment, repeated because its numbering makes `unique_id` unique. */
    establishmentId: uuid('establishment_id').notNull(),
    patientId: uuid('patient_id').notNull(),
    /** LOINC or TRE_A05 code of JDV_J07, 34794-8 = tumour board sheet. */
    typeCode: text('type_code'),
    mediaType: text('media_type').notNull(),
    byteLength: integer('byte_length').notNull(),
    sha256: text('sha256').notNull(),
    blobKey: text('blob_key').notNull(),
    /** Id given by its producer, `root^extension` (CDA id, TXA-12). */
    uniqueId: text('unique_id'),
    replacesUniqueId: text('replaces_unique_id'),
    /** The same document of the same patient, since two identities became one; an undo takes it back. */
    duplicateOf: uuid('duplicate_of'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.entryId] }),
    foreignKey({
      columns: [t.regionId, t.entryId],
      foreignColumns: [recordEntries.regionId, recordEntries.id],
    }),
    // The same document is the same patient, id and bytes; the same id with other bytes is kept beside.
    uniqueIndex('documents_once')
      .on(t.regionId, t.establishmentId, t.patientId, t.uniqueId, t.sha256)
      .where(sql`duplicate_of is null`),
    // Also of copies: what an establishment filed for a patient is asked before each further document.
    index('documents_by_patient').on(t.regionId, t.establishmentId, t.patientId),
    index('documents_by_unique_id').on(t.regionId, t.uniqueId),
    regionWall('documents'),
    byEntry('documents'),
    notForAgenda('documents'),
    writtenWithEntry('documents'),
    definerInRegion('documents'),
    ownerAll('documents'),
  ],
)

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

/**
 * The words of a document, for search inside one patient's record. No GIN index on them: matching is not
 * leakproof, so row-level security would never let it be asked first, and within one patient the entries of
 * that patient are few. A vector holds a megabyte at most, hence the cut: no text is ever refused for it.
 */
export const documentTexts = pgTable(
  'document_texts',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    entryId: uuid('entry_id').notNull(),
    content: text('content').notNull(),
    words: tsvector('words')
      .notNull()
      .generatedAlwaysAs(sql`to_tsvector('app.french', left(content, 250000))`),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.entryId] }),
    foreignKey({
      columns: [t.regionId, t.entryId],
      foreignColumns: [recordEntries.regionId, recordEntries.id],
    }),
    regionWall('document_texts'),
    byEntry('document_texts'),
    notForAgenda('document_texts'),
    writtenWithEntry('document_texts'),
    definerInRegion('document_texts'),
    ownerAll('document_texts'),
  ],
)
