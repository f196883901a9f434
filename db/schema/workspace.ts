import { sql } from 'drizzle-orm'
import {
  boolean,
  date,
  foreignKey,
  index,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, regionOwned, versioned } from '../columns.ts'
import { definerInRegion, ownEstablishment, ownerAll, patientDoor, regionWall } from '../policies.ts'
import { appRole } from '../roles.ts'
import { recordEntries } from './entries.ts'
import { patientFiles, patients } from './record.ts'
import { establishments } from './regions.ts'

const ofMyself = sql`person_id = (select app.actor_id())`

/** What a person keeps at hand (fr: patients épinglés). */
export const pinnedPatients = pgTable(
  'pinned_patients',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    personId: uuid('person_id').notNull(),
    patientId: uuid('patient_id').notNull(),
    pinnedAt: instant('pinned_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.personId, t.patientId] }),
    foreignKey({ columns: [t.regionId, t.patientId], foreignColumns: [patients.regionId, patients.id] }),
    regionWall('pinned_patients'),
    pgPolicy('pinned_patients_own', { to: appRole, using: ofMyself, withCheck: ofMyself }),
    definerInRegion('pinned_patients'),
    ownerAll('pinned_patients'),
  ],
)

/**
 * What a person must be told: a result they read was corrected, a document they read was moved, a patient they follow
 * was admitted (fr: avis). The product's bell shows it; a mail may say that there is something, and never what.
 */
export const notices = pgTable(
  'notices',
  {
    ...regionOwned,
    personId: uuid('person_id').notNull(),
    patientId: uuid('patient_id').notNull(),
    /** The entry they read, which may be out of their reach now, or that is new; of a death, the patient's own id. */
    entryId: uuid('entry_id').notNull(),
    reason: text('reason', {
      enum: [
        'replaced',
        'withdrawn',
        'moved',
        'entered_in_error',
        'admission',
        'discharge',
        'visit',
        'document',
        'result',
        'abnormal_result',
        'corrected_result',
        'decision',
        'note',
        'deceased',
      ],
    }).notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    readAt: instant('read_at'),
    /** By which mail it is said, and from when on; both null when the bell is enough. */
    mailKind: text('mail_kind', { enum: ['mail', 'digest'] }),
    mailDueAt: instant('mail_due_at'),
    /** The mail it goes with: written before it is sent, so that a second attempt is the same mail. */
    mailId: uuid('mail_id'),
    mailClaimedAt: instant('mail_claimed_at'),
    mailedAt: instant('mailed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({ columns: [t.regionId, t.patientId], foreignColumns: [patients.regionId, patients.id] }),
    unique('notices_once').on(t.regionId, t.personId, t.entryId, t.reason),
    index('notices_recent').on(t.regionId, t.personId, t.createdAt.desc().nullsFirst()),
    index('notices_unread').on(t.regionId, t.personId).where(sql`read_at is null`),
    index('notices_due')
      .on(t.regionId, t.mailDueAt)
      .where(sql`mail_due_at is not null and mailed_at is null`),
    index('notices_waiting')
      .on(t.regionId, t.personId)
      .where(sql`mail_due_at is not null and mailed_at is null`),
    index('notices_in_mail').on(t.regionId, t.mailId).where(sql`mail_id is not null and mailed_at is null`),
    regionWall('notices'),
    pgPolicy('notices_own', { for: 'select', to: appRole, using: ofMyself }),
    pgPolicy('notices_own_read', { for: 'update', to: appRole, using: ofMyself, withCheck: ofMyself }),
    definerInRegion('notices'),
    ownerAll('notices'),
  ],
)

const ofAuthor = sql`author_person_id = (select app.actor_id())`

/** A note that is not signed yet: its author's alone (fr: brouillon). */
export const noteDrafts = pgTable(
  'note_drafts',
  {
    ...regionOwned,
    patientId: uuid('patient_id').notNull(),
    authorPersonId: uuid('author_person_id').notNull(),
    title: text('title').notNull().default(''),
    body: text('body').notNull().default(''),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({ columns: [t.regionId, t.patientId], foreignColumns: [patients.regionId, patients.id] }),
    index('note_drafts_by_author').on(t.regionId, t.authorPersonId, t.patientId),
    regionWall('note_drafts'),
    patientDoor('note_drafts'),
    pgPolicy('note_drafts_author', { as: 'restrictive', to: appRole, using: ofAuthor, withCheck: ofAuthor }),
    pgPolicy('note_drafts_insert', { for: 'insert', to: appRole, withCheck: sql`true` }),
    pgPolicy('note_drafts_update', { for: 'update', to: appRole, using: sql`true`, withCheck: sql`true` }),
    pgPolicy('note_drafts_delete', { for: 'delete', to: appRole, using: sql`true` }),
    definerInRegion('note_drafts'),
    ownerAll('note_drafts'),
  ],
)

const ownFiles = sql`establishment_id = (select app.files_of())`

/** That an entry was filed to the wrong patient and moved: readable for ever. */
export const entryMoves = pgTable(
  'entry_moves',
  {
    ...regionOwned,
    establishmentId: uuid('establishment_id').notNull(),
    entryId: uuid('entry_id').notNull(),
    fromPatientId: uuid('from_patient_id').notNull(),
    toPatientId: uuid('to_patient_id').notNull(),
    movedBy: uuid('moved_by').notNull(),
    movedAt: instant('moved_at').notNull().defaultNow(),
    reason: text('reason').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      columns: [t.regionId, t.entryId],
      foreignColumns: [recordEntries.regionId, recordEntries.id],
    }),
    index('entry_moves_by_entry').on(t.regionId, t.entryId),
    regionWall('entry_moves'),
    pgPolicy('entry_moves_own', { for: 'select', to: appRole, using: ownFiles }),
    definerInRegion('entry_moves'),
    ownerAll('entry_moves'),
  ],
)

/** A unit of an establishment (fr: unité fonctionnelle, UF), by the code its feed sends. */
export const careUnits = pgTable(
  'care_units',
  {
    ...regionOwned,
    establishmentId: uuid('establishment_id').notNull(),
    code: text('code').notNull(),
    label: text('label').notNull(),
    closedAt: instant('closed_at'),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    unique('care_units_code').on(t.regionId, t.establishmentId, t.code),
    regionWall('care_units'),
    ownEstablishment('care_units'),
    // Who keeps the interfaces sees no patient, but says which local code means which unit.
    pgPolicy('care_units_watched', {
      to: appRole,
      using: sql`establishment_id = (select app.establishment_id())`,
      withCheck: sql`establishment_id = (select app.establishment_id())`,
    }),
    definerInRegion('care_units'),
    ownerAll('care_units'),
  ],
)

/** Who works in which unit: their patients are those who are there. */
export const unitMembers = pgTable(
  'unit_members',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    establishmentId: uuid('establishment_id').notNull(),
    unitId: uuid('unit_id').notNull(),
    personId: uuid('person_id').notNull(),
    joinedAt: instant('joined_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.personId, t.unitId] }),
    foreignKey({ columns: [t.regionId, t.unitId], foreignColumns: [careUnits.regionId, careUnits.id] }),
    regionWall('unit_members'),
    ownEstablishment('unit_members'),
    definerInRegion('unit_members'),
    ownerAll('unit_members'),
  ],
)

/** What the feed says of consent and of how the identity was proven, for one file (PAM-FR: ZFA, ZFD). */
export const fileConsents = pgTable(
  'file_consents',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    fileId: uuid('file_id').notNull(),
    patientId: uuid('patient_id').notNull(),
    establishmentId: uuid('establishment_id').notNull(),
    /** ZFA-1: ACTIF, FERME, INEXISTANT… as sent. */
    sharedRecordStatus: text('shared_record_status'),
    sharedRecordStatusOn: date('shared_record_status_on', { mode: 'string' }),
    /** ZFA-4: this establishment may read the national record. */
    isAccessAuthorised: boolean('is_access_authorised'),
    /** ZFA-6 and 7: no emergency access (fr: bris de glace, centre 15). */
    opposesBreakGlass: boolean('opposes_break_glass'),
    opposesDispatchCentre: boolean('opposes_dispatch_centre'),
    /** ZFA-9 IO: nothing may be deposited. */
    opposesDeposit: boolean('opposes_deposit'),
    /** ZFA-11 IC: has consented to be looked up. */
    consentsToConsultation: boolean('consents_to_consultation'),
    /** ZFD-3. */
    consentsToTextMessages: boolean('consents_to_text_messages'),
    /** ZFD-5: how the identity was taken: CM, CV, INSI, CB, RFID. */
    identityMode: text('identity_mode'),
    /** ZFD-6: when the national service was asked. */
    insCheckedOn: date('ins_checked_on', { mode: 'string' }),
    /** ZFD-7 and 8: the document of high trust, until when it is valid. */
    identityDocument: text('identity_document'),
    identityDocumentUntil: date('identity_document_until', { mode: 'string' }),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.fileId] }),
    foreignKey({
      name: 'file_consents_file',
      columns: [t.regionId, t.fileId, t.patientId],
      foreignColumns: [patientFiles.regionId, patientFiles.id, patientFiles.patientId],
    }).onUpdate('cascade'),
    index('file_consents_by_patient').on(t.regionId, t.patientId),
    regionWall('file_consents'),
    ownEstablishment('file_consents'),
    definerInRegion('file_consents'),
    ownerAll('file_consents'),
  ],
)
