import { sql } from 'drizzle-orm'
import {
  boolean,
  foreignKey,
  index,
  pgEnum,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, regionOwned, versioned } from '../columns.ts'
import {
  byEntry,
  definerInRegion,
  entryDoor,
  notForAgenda,
  ownerAll,
  regionWall,
  writtenWithEntry,
} from '../policies.ts'
import { appRole } from '../roles.ts'
import { patientFiles } from './record.ts'
import { establishments } from './regions.ts'

export const entryKind = pgEnum('entry_kind', [
  'stay',
  'appointment',
  'document',
  'result',
  'measure',
  'condition',
  'treatment',
  'allergy',
  'note',
  'biomarker',
  'decision',
  'prescription',
  'imaging_study',
  'message',
  'task',
])
export const entryStatus = pgEnum('entry_status', ['current', 'replaced', 'withdrawn', 'entered_in_error'])
export const entrySource = pgEnum('entry_source', ['feed', 'person', 'import', 'system'])
/** `restricted` (fr: masqué aux professionnels) leaves it to its author and the author's establishment. */
export const confidentiality = pgEnum('confidentiality', ['normal', 'restricted'])
/** When the patient may read it (fr: jamais, automatique, conditionnelle, manuelle). */
export const releaseRule = pgEnum('release_rule', ['never', 'automatic', 'conditional', 'manual'])

/** The spine: one row for each thing that happened to a patient (fr: élément du dossier). */
export const recordEntries = pgTable(
  'record_entries',
  {
    ...regionOwned,
    patientId: uuid('patient_id').notNull(),
    /** The file it came through; at a merge entries follow their file. */
    fileId: uuid('file_id').notNull(),
    establishmentId: uuid('establishment_id').notNull(),
    kind: entryKind('kind').notNull(),
    status: entryStatus('status').notNull().default('current'),
    title: text('title').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    occurredUntil: instant('occurred_until'),
    /** When Cordée learned of it: "new since my last visit" compares with this. */
    recordedAt: instant('recorded_at').notNull().defaultNow(),
    /** Of its document, when it has one to open: here too, so that lists need not pass a second door for it. */
    mediaType: text('media_type'),
    authorPersonId: uuid('author_person_id'),
    authorName: text('author_name'),
    authorRpps: text('author_rpps'),
    source: entrySource('source').notNull(),
    confidentiality: confidentiality('confidentiality').notNull().default('normal'),
    release: releaseRule('release').notNull().default('manual'),
    releasedAt: instant('released_at'),
    /** Kept from who represents a child or a protected adult (fr: invisible aux représentants légaux). */
    isHiddenFromRepresentatives: boolean('is_hidden_from_representatives').notNull().default(false),
    replacesId: uuid('replaces_id'),
    /** Why it should not be there, once it is marked so; a note says it with its words. */
    errorReason: text('error_reason'),
    /** Where its author works, when that is not the house whose file it came into (fr: apport externe). */
    fromEstablishmentId: uuid('from_establishment_id'),
    version: versioned.version,
    updatedAt: versioned.updatedAt,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      name: 'record_entries_file',
      columns: [t.regionId, t.fileId, t.patientId],
      foreignColumns: [patientFiles.regionId, patientFiles.id, patientFiles.patientId],
    }).onUpdate('cascade'),
    foreignKey({
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    foreignKey({ columns: [t.regionId, t.replacesId], foreignColumns: [t.regionId, t.id] }),
    foreignKey({
      name: 'record_entries_from',
      columns: [t.regionId, t.fromEstablishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    // What a person brought for others, newest first: few among millions.
    index('record_entries_contributed')
      .on(t.regionId, t.authorPersonId, t.recordedAt.desc().nullsFirst())
      .where(sql`from_establishment_id is not null`),
    index('record_entries_timeline').on(t.regionId, t.patientId, t.occurredAt.desc().nullsFirst(), t.id),
    index('record_entries_recorded').on(t.regionId, t.patientId, t.recordedAt.desc().nullsFirst()),
    index('record_entries_by_file').on(t.regionId, t.fileId),
    // Equality of an enum is not leakproof, so a kind cannot be a key under row-level security; it can be
    // what an index is about. What a summary must never miss, among thousands of documents:
    index('record_entries_core')
      .on(t.regionId, t.patientId, t.occurredAt.desc().nullsFirst())
      .where(sql`kind in ('condition', 'treatment', 'biomarker', 'decision', 'allergy')`),
    index('record_entries_running_stays')
      .on(t.regionId, t.patientId)
      .where(sql`kind = 'stay' and status = 'current' and occurred_until is null`),
    regionWall('record_entries'),
    entryDoor(),
    pgPolicy('record_entries_confidentiality', {
      as: 'restrictive',
      for: 'select',
      to: appRole,
      using: sql.raw(
        `confidentiality = 'normal' or establishment_id = (select app.files_of()) or author_person_id = (select app.actor_id())`,
      ),
    }),
    // What is to come and what there is, without what it says.
    notForAgenda('record_entries', ` or kind in ('appointment', 'stay', 'document')`),
    pgPolicy('record_entries_release', {
      as: 'restrictive',
      for: 'select',
      to: appRole,
      // Who opens a child's space is its representative, and a space does not know yet who opens it.
      using: sql.raw(
        `coalesce((select app.actor_kind()), '') <> 'patient' or (release <> 'never' and released_at <= now() and not is_hidden_from_representatives)`,
      ),
    }),
    pgPolicy('record_entries_insert', {
      for: 'insert',
      to: appRole,
      withCheck: sql.raw(`establishment_id = (select app.files_of()) and (
    select true from public.patient_files f
    where f.region_id = record_entries.region_id and f.id = record_entries.file_id
      and f.establishment_id = record_entries.establishment_id)`),
    }),
    definerInRegion('record_entries'),
    pgPolicy('record_entries_update', {
      for: 'update',
      to: appRole,
      using: sql`establishment_id = (select app.files_of())`,
    }),
    ownerAll('record_entries'),
  ],
)

/** An entry that one establishment sent to another: it is in reach of the other's own file. */
export const entryRecipients = pgTable(
  'entry_recipients',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    entryId: uuid('entry_id').notNull(),
    establishmentId: uuid('establishment_id').notNull(),
    sentAt: instant('sent_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.entryId, t.establishmentId] }),
    foreignKey({
      columns: [t.regionId, t.entryId],
      foreignColumns: [recordEntries.regionId, recordEntries.id],
    }),
    foreignKey({
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    regionWall('entry_recipients'),
    // A plain equality, not "its entry is visible": the spine's own door asks this table.
    pgPolicy('entry_recipients_own', {
      for: 'select',
      to: appRole,
      using: sql`establishment_id = (select app.files_of())`,
    }),
    // No insert for the app's role: `app.send_entry` is the one way in (and a policy here would be a circle).
    definerInRegion('entry_recipients'),
    ownerAll('entry_recipients'),
  ],
)

/** Through which channels an entry arrived: the same document twice is one entry with two of these. */
export const entryProvenances = pgTable(
  'entry_provenances',
  {
    ...regionOwned,
    entryId: uuid('entry_id').notNull(),
    channel: text('channel', { enum: ['hl7v2', 'screen', 'mail', 'fhir', 'import'] }).notNull(),
    /** Id of the inbound message, when there is one. */
    messageId: uuid('message_id'),
    receivedAt: instant('received_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      columns: [t.regionId, t.entryId],
      foreignColumns: [recordEntries.regionId, recordEntries.id],
    }),
    unique('entry_provenances_once').on(t.regionId, t.entryId, t.channel, t.messageId),
    regionWall('entry_provenances'),
    byEntry('entry_provenances'),
    writtenWithEntry('entry_provenances'),
    definerInRegion('entry_provenances'),
    ownerAll('entry_provenances'),
  ],
)

/**
 * What its producer says of an entry of facts as a whole: its id there, which is how the same report is known when
 * it comes again, and whether it holds for good. What it says in detail stands in clinical.ts.
 */
export const filings = pgTable(
  'filings',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    entryId: uuid('entry_id').notNull(),
    establishmentId: uuid('establishment_id').notNull(),
    uniqueId: text('unique_id').notNull(),
    /** SHA-256 of what was said: the same id with another one is a correction. */
    digest: text('digest').notNull(),
    /** HL7 table 0123 in words; null for what is no report. */
    reportStatus: text('report_status', { enum: ['preliminary', 'final', 'corrected', 'cancelled'] }),
    /** What it remarks on the report as a whole. */
    comment: text('comment'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.entryId] }),
    foreignKey({
      columns: [t.regionId, t.entryId],
      foreignColumns: [recordEntries.regionId, recordEntries.id],
    }),
    index('filings_by_unique_id').on(t.regionId, t.establishmentId, t.uniqueId),
    regionWall('filings'),
    byEntry('filings'),
    writtenWithEntry('filings'),
    ownerAll('filings'),
  ],
)

/** A stay or visit (fr: séjour, venue) as the hospital's admission feed tells it. */
export const stays = pgTable(
  'stays',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    entryId: uuid('entry_id').notNull(),
    establishmentId: uuid('establishment_id').notNull(),
    /** Number of the visit in the establishment (PV1-19, fr: venue). */
    visitNumber: text('visit_number').notNull(),
    /** HL7 table 0004: I inpatient, O outpatient, E emergency, R recurring. */
    patientClass: text('patient_class').notNull(),
    unit: text('unit'),
    attendingName: text('attending_name'),
    attendingRpps: text('attending_rpps'),
    admittedAt: instant('admitted_at').notNull(),
    dischargedAt: instant('discharged_at'),
    cancelledAt: instant('cancelled_at'),
    /** How the patient came and went, where from and where to: codes of PAM France (ZFM-1 to 4). */
    entryMode: text('entry_mode'),
    origin: text('origin'),
    exitMode: text('exit_mode'),
    destination: text('destination'),
    /** FINESS of the establishment they came from, and of the one they went to (ZFV-1). */
    originFiness: text('origin_finess'),
    destinationFiness: text('destination_finess'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.entryId] }),
    foreignKey({
      columns: [t.regionId, t.entryId],
      foreignColumns: [recordEntries.regionId, recordEntries.id],
    }),
    unique('stays_visit').on(t.regionId, t.establishmentId, t.visitNumber),
    // Whom a doctor of this house looks after in a ward now.
    index('stays_by_attending')
      .on(t.regionId, t.establishmentId, t.attendingRpps)
      .where(sql`discharged_at is null and cancelled_at is null`),
    regionWall('stays'),
    byEntry('stays'),
    writtenWithEntry('stays'),
    pgPolicy('stays_update', {
      for: 'update',
      to: appRole,
      using: sql`establishment_id = (select app.files_of())`,
    }),
    definerInRegion('stays'),
    ownerAll('stays'),
  ],
)
