import { sql } from 'drizzle-orm'
import {
  foreignKey,
  index,
  integer,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, regionOwned, versioned } from '../columns.ts'
import { definerInRegion, identityAll, ownerAll, regionWall } from '../policies.ts'
import { appRole } from '../roles.ts'
import { people } from './people.ts'
import { patientFiles, relationBasis } from './record.ts'
import { establishments } from './regions.ts'

/**
 * What an establishment is to settle about who may see its patient, and what waits: a doctor who was named and is
 * not here yet, one whom a letter is addressed to, one who said "not my patient". None of them gives a right.
 */
export const relationQuestions = pgTable(
  'relation_questions',
  {
    ...regionOwned,
    establishmentId: uuid('establishment_id').notNull(),
    fileId: uuid('file_id').notNull(),
    patientId: uuid('patient_id').notNull(),
    kind: text('kind', { enum: ['waiting', 'proposed', 'declined'] }).notNull(),
    /** Why they would see the patient. */
    basis: relationBasis('basis').notNull(),
    rpps: text('rpps'),
    /** Null while nobody here has that number. */
    personId: uuid('person_id'),
    /** As who named them said it: nobody here may know that doctor. */
    saidName: text('said_name'),
    /** Until when the patient wishes it. */
    untilAt: instant('until_at'),
    /** The letter that proposes. */
    entryId: uuid('entry_id'),
    /** The relation that was declined, or that came of this. */
    relationId: uuid('relation_id'),
    /** Short code: why it was declined. */
    note: text('note'),
    state: text('state', { enum: ['open', 'applied', 'dismissed'] })
      .notNull()
      .default('open'),
    createdBy: uuid('created_by'),
    settledBy: uuid('settled_by'),
    settledAt: instant('settled_at'),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      name: 'relation_questions_file',
      columns: [t.regionId, t.fileId, t.patientId],
      foreignColumns: [patientFiles.regionId, patientFiles.id, patientFiles.patientId],
    }).onUpdate('cascade'),
    foreignKey({
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    uniqueIndex('relation_questions_waiting')
      .on(t.regionId, t.fileId, t.basis, t.rpps)
      .where(sql`kind = 'waiting' and state = 'open'`),
    // Refused once is not asked again with the next letter.
    uniqueIndex('relation_questions_proposed').on(t.regionId, t.fileId, t.rpps).where(sql`kind = 'proposed'`),
    index('relation_questions_by_patient').on(t.regionId, t.patientId),
    index('relation_questions_open')
      .on(t.regionId, t.establishmentId, t.createdAt.desc().nullsFirst())
      .where(sql`state = 'open'`),
    index('relation_questions_of_number')
      .on(t.regionId, t.rpps)
      .where(sql`kind = 'waiting' and state = 'open'`),
    regionWall('relation_questions'),
    pgPolicy('relation_questions_own', {
      for: 'select',
      to: appRole,
      using: sql`establishment_id = (select app.files_of())`,
    }),
    definerInRegion('relation_questions'),
    ownerAll('relation_questions'),
  ],
)

/** What an establishment has settled for all its patients. */
export const relationSettings = pgTable(
  'relation_settings',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    establishmentId: uuid('establishment_id').notNull(),
    /** How long a former GP still sees the patient, to hand over (fr: délai de relève). */
    gpChangeDelayDays: integer('gp_change_delay_days').notNull(),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.establishmentId] }),
    foreignKey({
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    regionWall('relation_settings'),
    pgPolicy('relation_settings_own', {
      to: appRole,
      using: sql`establishment_id = (select app.establishment_id())`,
      withCheck: sql`establishment_id = (select app.establishment_id())`,
    }),
    definerInRegion('relation_settings'),
    ownerAll('relation_settings'),
  ],
)

/**
 * Who stands in for a doctor, or works for them, from when to when (fr: remplaçant, secrétariat). While it runs the
 * doctor is among the deputy's grantees: every policy stays the plain equality it was.
 */
export const delegations = pgTable(
  'delegations',
  {
    ...regionOwned,
    /** Where the doctor works. */
    establishmentId: uuid('establishment_id').notNull(),
    doctorId: uuid('doctor_id').notNull(),
    deputyId: uuid('deputy_id').notNull(),
    kind: text('kind', { enum: ['locum', 'secretary'] }).notNull(),
    /** The whole record, or appointments, stays and the list of documents without what they say. */
    reads: text('reads', { enum: ['all', 'agenda'] }).notNull(),
    startsAt: instant('starts_at').notNull(),
    endsAt: instant('ends_at').notNull(),
    /** When open pages were told of its end. */
    endToldAt: instant('end_told_at'),
    createdBy: uuid('created_by'),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    foreignKey({ columns: [t.doctorId], foreignColumns: [people.id] }),
    foreignKey({ columns: [t.deputyId], foreignColumns: [people.id] }),
    index('delegations_by_deputy').on(t.regionId, t.deputyId, t.endsAt),
    index('delegations_by_doctor').on(t.regionId, t.doctorId, t.endsAt),
    index('delegations_of_house').on(t.regionId, t.establishmentId, t.endsAt.desc()),
    index('delegations_untold').on(t.regionId, t.endsAt).where(sql`end_told_at is null`),
    regionWall('delegations'),
    pgPolicy('delegations_house', {
      for: 'select',
      to: appRole,
      using: sql`establishment_id = (select app.establishment_id())`,
    }),
    pgPolicy('delegations_deputy', {
      for: 'select',
      to: appRole,
      using: sql`deputy_id = (select app.actor_id())`,
    }),
    definerInRegion('delegations'),
    identityAll('delegations'),
    ownerAll('delegations'),
  ],
)
