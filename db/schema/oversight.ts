import { sql } from 'drizzle-orm'
import {
  date,
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
import { definerInRegion, ownerAll, patientDoor, regionWall } from '../policies.ts'
import { appRole } from '../roles.ts'
import { careRelations, patientFiles, patients } from './record.ts'
import { establishments } from './regions.ts'

/** The privacy officer's own establishment, or all of the region when theirs coordinates it. */
const watched = sql`establishment_id = (select app.watched_establishment()) or (select app.watches_region())`

/**
 * One opening of one patient without a right to it, for a reason, for a few hours (fr: bris de glace). The right
 * itself is a care relation, so that row-level security stays the floor. Written by the definer functions alone.
 */
export const breakGlassAccesses = pgTable(
  'break_glass_accesses',
  {
    ...regionOwned,
    /** Where the person worked then: whose log it stands in. */
    establishmentId: uuid('establishment_id').notNull(),
    personId: uuid('person_id').notNull(),
    /** Whose record was opened then; read through `app.living_patient`. */
    patientId: uuid('patient_id').notNull(),
    relationId: uuid('relation_id').notNull(),
    category: text('category', {
      enum: ['vital_emergency', 'unplanned_care', 'patient_request', 'other'],
    }).notNull(),
    reason: text('reason').notNull(),
    /** By what the patient was found. */
    foundBy: text('found_by', { enum: ['ins', 'traits', 'local_id'] }).notNull(),
    startedAt: instant('started_at').notNull().defaultNow(),
    endsAt: instant('ends_at').notNull(),
    /** Written when it is over: by its person, or when its time was. */
    endedAt: instant('ended_at'),
    reviewDueAt: instant('review_due_at').notNull(),
    verdict: text('verdict', { enum: ['justified', 'not_justified', 'follow_up'] }),
    comment: text('comment'),
    reviewedBy: uuid('reviewed_by'),
    reviewedAt: instant('reviewed_at'),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({ columns: [t.regionId, t.patientId], foreignColumns: [patients.regionId, patients.id] }),
    foreignKey({
      name: 'break_glass_accesses_relation',
      columns: [t.regionId, t.relationId],
      foreignColumns: [careRelations.regionId, careRelations.id],
    }),
    foreignKey({
      name: 'break_glass_accesses_establishment',
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    index('break_glass_accesses_of_person').on(t.regionId, t.personId, t.endsAt),
    index('break_glass_accesses_of_patient').on(t.regionId, t.patientId, t.startedAt),
    index('break_glass_accesses_log').on(t.regionId, t.establishmentId, t.startedAt),
    index('break_glass_accesses_waiting')
      .on(t.regionId, t.reviewDueAt)
      .where(sql`verdict is null or verdict = 'follow_up'`),
    index('break_glass_accesses_running').on(t.regionId, t.endsAt).where(sql`ended_at is null`),
    regionWall('break_glass_accesses'),
    pgPolicy('break_glass_accesses_own', {
      for: 'select',
      to: appRole,
      using: sql`person_id = (select app.actor_id())`,
    }),
    pgPolicy('break_glass_accesses_watched', { for: 'select', to: appRole, using: watched }),
    // The patient in person is told: the portal shows this row.
    pgPolicy('break_glass_accesses_patient', {
      for: 'select',
      to: appRole,
      using: sql.raw(`(select app.actor_kind()) = 'patient' and (
    select true from public.care_relations c
    where c.region_id = break_glass_accesses.region_id
      and c.patient_id = break_glass_accesses.patient_id
      and c.grantee_id = any ((select app.grantees())::uuid[])
      and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now())
    limit 1)`),
    }),
    definerInRegion('break_glass_accesses'),
    ownerAll('break_glass_accesses'),
  ],
)

/**
 * An access that a rule finds unusual: a namesake's, a neighbour's, a colleague's record, many more patients than
 * usual. One row for a pair that was explained stays, so that it is not asked again.
 */
export const unusualAccesses = pgTable(
  'unusual_accesses',
  {
    ...regionOwned,
    establishmentId: uuid('establishment_id').notNull(),
    personId: uuid('person_id').notNull(),
    /** Null: many patients, none in particular. Read through `app.living_patient`. */
    patientId: uuid('patient_id'),
    rule: text('rule', { enum: ['same_surname', 'neighbour', 'colleague', 'mass_reading'] }).notNull(),
    score: integer('score').notNull(),
    firstAt: instant('first_at').notNull(),
    lastAt: instant('last_at').notNull(),
    /** The day that it is about, where it is about a day. */
    day: date('day', { mode: 'string' }),
    patients: integer('patients'),
    /** What people of this role usually open a day. */
    usual: integer('usual'),
    verdict: text('verdict', { enum: ['justified', 'not_justified', 'follow_up'] }),
    comment: text('comment'),
    reviewedBy: uuid('reviewed_by'),
    reviewedAt: instant('reviewed_at'),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({ columns: [t.regionId, t.patientId], foreignColumns: [patients.regionId, patients.id] }),
    foreignKey({
      name: 'unusual_accesses_establishment',
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    uniqueIndex('unusual_accesses_pair')
      .on(t.regionId, t.personId, t.patientId, t.rule)
      .where(sql`patient_id is not null and (verdict is null or verdict <> 'not_justified')`),
    uniqueIndex('unusual_accesses_day')
      .on(t.regionId, t.personId, t.establishmentId, t.day, t.rule)
      .where(sql`patient_id is null`),
    index('unusual_accesses_waiting')
      .on(t.regionId, t.lastAt)
      .where(sql`verdict is null or verdict = 'follow_up'`),
    regionWall('unusual_accesses'),
    pgPolicy('unusual_accesses_watched', { for: 'select', to: appRole, using: watched }),
    definerInRegion('unusual_accesses'),
    ownerAll('unusual_accesses'),
  ],
)

/**
 * What a patient was told and said, purpose by purpose, as the desk wrote it down (fr: information et opposition).
 * Nothing is overwritten: the latest word for or against holds, and being told again lifts no opposition.
 */
export const patientChoices = pgTable(
  'patient_choices',
  {
    ...regionOwned,
    /** The file of the house where it was said; it goes with the file when identities are joined. */
    fileId: uuid('file_id').notNull(),
    patientId: uuid('patient_id').notNull(),
    establishmentId: uuid('establishment_id').notNull(),
    purpose: text('purpose', {
      enum: ['care_sharing', 'national_record', 'research', 'secondary_use', 'ai_training'],
    }).notNull(),
    stance: text('stance', { enum: ['informed', 'opposed', 'lifted'] }).notNull(),
    how: text('how', { enum: ['oral', 'written', 'phone', 'portal'] }).notNull(),
    saidOn: date('said_on', { mode: 'string' }).notNull(),
    recordedBy: uuid('recorded_by').notNull(),
    recordedAt: instant('recorded_at').notNull().default(sql`clock_timestamp()`),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      name: 'patient_choices_file',
      columns: [t.regionId, t.fileId, t.patientId],
      foreignColumns: [patientFiles.regionId, patientFiles.id, patientFiles.patientId],
    }).onUpdate('cascade'),
    index('patient_choices_latest').on(t.regionId, t.patientId, t.purpose, t.recordedAt),
    index('patient_choices_by_file').on(t.regionId, t.fileId),
    regionWall('patient_choices'),
    patientDoor('patient_choices'),
    pgPolicy('patient_choices_insert', {
      for: 'insert',
      to: appRole,
      withCheck: sql`establishment_id = (select app.files_of()) and recorded_by = (select app.actor_id())`,
    }),
    definerInRegion('patient_choices'),
    ownerAll('patient_choices'),
  ],
)
