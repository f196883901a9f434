import { sql } from 'drizzle-orm'
import { foreignKey, index, pgPolicy, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { instant, regionOwned, versioned } from '../columns.ts'
import { definerInRegion, ownerAll, regionWall } from '../policies.ts'
import { appRole } from '../roles.ts'
import { careRelations, patients } from './record.ts'
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
