import { sql } from 'drizzle-orm'
import { foreignKey, index, jsonb, pgPolicy, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { instant, regionOwned } from '../columns.ts'
import { definerInRegion, ownerAll, regionWall } from '../policies.ts'
import { appRole } from '../roles.ts'
import { patientFiles, patients } from './record.ts'

const ownFiles = sql`establishment_id = (select app.files_of())`

/**
 * What was decided about two identities, by whom and why, with what it moved: an undo takes back exactly that
 * (fr: décision d'identitovigilance). Written by the definer functions alone.
 */
export const identityDecisions = pgTable(
  'identity_decisions',
  {
    ...regionOwned,
    establishmentId: uuid('establishment_id').notNull(),
    reviewId: uuid('review_id'),
    kind: text('kind', {
      enum: [
        'attach',
        'keep_apart',
        'merge',
        'separate',
        'keep_linked',
        'accept_traits',
        'refuse_traits',
        'merge_files',
      ],
    }).notNull(),
    fromPatientId: uuid('from_patient_id').notNull(),
    toPatientId: uuid('to_patient_id').notNull(),
    reason: text('reason').notNull(),
    /** Null: a feed said so. */
    decidedBy: uuid('decided_by'),
    decidedAt: instant('decided_at').notNull().defaultNow(),
    /** Ids of files, relations, visits, pins, drafts and notices that changed their patient. */
    moved: jsonb('moved').$type<Record<string, unknown>>().notNull().default({}),
    undoneAt: instant('undone_at'),
    undoneBy: uuid('undone_by'),
    undoneReason: text('undone_reason'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      name: 'identity_decisions_from',
      columns: [t.regionId, t.fromPatientId],
      foreignColumns: [patients.regionId, patients.id],
    }),
    foreignKey({
      name: 'identity_decisions_to',
      columns: [t.regionId, t.toPatientId],
      foreignColumns: [patients.regionId, patients.id],
    }),
    index('identity_decisions_recent').on(t.regionId, t.establishmentId, t.decidedAt.desc().nullsFirst()),
    // A pair that was kept apart is asked for from either side.
    index('identity_decisions_by_from').on(t.regionId, t.fromPatientId, t.toPatientId),
    index('identity_decisions_by_to').on(t.regionId, t.toPatientId, t.fromPatientId),
    regionWall('identity_decisions'),
    pgPolicy('identity_decisions_own', { for: 'select', to: appRole, using: ownFiles }),
    definerInRegion('identity_decisions'),
    ownerAll('identity_decisions'),
  ],
)

/** A local id that an establishment gives no more: it still finds the file it went into (HL7 A40, A47). */
export const formerLocalIds = pgTable(
  'former_local_ids',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    establishmentId: uuid('establishment_id').notNull(),
    localId: text('local_id').notNull(),
    fileId: uuid('file_id').notNull(),
    /** `merged`: it was another file, now one with this. `changed`: this file had it before. */
    kind: text('kind', { enum: ['merged', 'changed'] }).notNull(),
    /** The file as it was before it went into the other. */
    file: jsonb('file').$type<Record<string, unknown>>(),
    retiredAt: instant('retired_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.establishmentId, t.localId] }),
    foreignKey({
      columns: [t.regionId, t.fileId],
      foreignColumns: [patientFiles.regionId, patientFiles.id],
    }),
    index('former_local_ids_by_file').on(t.regionId, t.fileId),
    regionWall('former_local_ids'),
    pgPolicy('former_local_ids_own', { for: 'select', to: appRole, using: ownFiles }),
    definerInRegion('former_local_ids'),
    ownerAll('former_local_ids'),
  ],
)
