import { sql } from 'drizzle-orm'
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, regionOwned, versioned } from '../columns.ts'
import { definerInRegion, notForAgenda, ownerAll, regionWall } from '../policies.ts'
import { appRole } from '../roles.ts'
import { recordEntries } from './entries.ts'
import { people } from './people.ts'
import { patients } from './record.ts'
import { establishments } from './regions.ts'

const ofTheHouse = sql`establishment_id = (select app.establishment_id())`

/** Who takes what an outside doctor asks (fr: service qui reçoit les demandes). FHIR: HealthcareService. */
export const referralServices = pgTable(
  'referral_services',
  {
    ...regionOwned,
    establishmentId: uuid('establishment_id').notNull(),
    name: text('name').notNull(),
    /** For whom, and what to send along. */
    about: text('about').notNull().default(''),
    takesReferrals: boolean('takes_referrals').notNull().default(true),
    takesAdvice: boolean('takes_advice').notNull().default(true),
    /** Takes nothing new; what came goes on. */
    closedAt: instant('closed_at'),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    uniqueIndex('referral_services_name').on(t.regionId, t.establishmentId, t.name),
    regionWall('referral_services'),
    // Whoever asks chooses among them: a service is no patient's.
    pgPolicy('referral_services_region', { for: 'select', to: appRole, using: sql`true` }),
    pgPolicy('referral_services_insert', { for: 'insert', to: appRole, withCheck: ofTheHouse }),
    pgPolicy('referral_services_update', {
      for: 'update',
      to: appRole,
      using: ofTheHouse,
      withCheck: ofTheHouse,
    }),
    definerInRegion('referral_services'),
    ownerAll('referral_services'),
  ],
)

/** Who of the house opens the requests of a service; a deputy answers when nobody does (fr: suppléant). */
export const referralMembers = pgTable(
  'referral_members',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    serviceId: uuid('service_id').notNull(),
    personId: uuid('person_id').notNull(),
    establishmentId: uuid('establishment_id').notNull(),
    isDeputy: boolean('is_deputy').notNull().default(false),
    joinedAt: instant('joined_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.serviceId, t.personId] }),
    foreignKey({
      columns: [t.regionId, t.serviceId],
      foreignColumns: [referralServices.regionId, referralServices.id],
    }),
    foreignKey({ columns: [t.personId], foreignColumns: [people.id] }),
    index('referral_members_by_person').on(t.regionId, t.personId),
    regionWall('referral_members'),
    // An asker may wish for one of them.
    pgPolicy('referral_members_region', { for: 'select', to: appRole, using: sql`true` }),
    pgPolicy('referral_members_insert', { for: 'insert', to: appRole, withCheck: ofTheHouse }),
    pgPolicy('referral_members_update', {
      for: 'update',
      to: appRole,
      using: ofTheHouse,
      withCheck: ofTheHouse,
    }),
    pgPolicy('referral_members_delete', { for: 'delete', to: appRole, using: ofTheHouse }),
    definerInRegion('referral_members'),
    ownerAll('referral_members'),
  ],
)

/** The patient as the asker knew them when it was sent: the receivers may not see more until they accept. */
export type AskedIdentity = {
  birthName: string
  firstGivenName: string
  usedName: string | null
  birthDate: string | null
  sex: 'male' | 'female' | 'unknown'
  insMatricule: string | null
  phone: string | null
}

const asked = sql`asked_by = any ((select app.grantees())::uuid[])`
const received = sql`service_id = any ((select app.referral_services())::uuid[]) and sent_at is not null`
const byFeed = sql`establishment_id = (select app.files_of()) and (select app.actor_kind()) = 'system' and sent_at is not null`

/**
 * What a doctor asks of another house for a patient: to take them into care (fr: demande d'adressage) or an opinion
 * (fr: demande d'avis, téléexpertise). FHIR: ServiceRequest, its states those of the Task that answers it.
 */
export const referrals = pgTable(
  'referrals',
  {
    ...regionOwned,
    /** As asked: a merge afterwards is read through app.living_patient. */
    patientId: uuid('patient_id').notNull(),
    askedBy: uuid('asked_by').notNull(),
    askerEstablishmentId: uuid('asker_establishment_id').notNull(),
    askerName: text('asker_name').notNull(),
    askerRpps: text('asker_rpps'),
    kind: text('kind', { enum: ['referral', 'advice'] })
      .notNull()
      .default('advice'),
    urgency: text('urgency', { enum: ['routine', 'soon', 'fast', 'urgent'] })
      .notNull()
      .default('soon'),
    /** Empty while it is a draft that has not chosen. */
    serviceId: uuid('service_id'),
    establishmentId: uuid('establishment_id'),
    wishedPersonId: uuid('wished_person_id'),
    question: text('question').notNull().default(''),
    isPatientInformed: boolean('is_patient_informed').notNull().default(false),
    identity: jsonb('identity').$type<AskedIdentity>(),
    state: text('state', {
      enum: [
        'draft',
        'sent',
        'received',
        'info_asked',
        'accepted',
        'scheduled',
        'answered',
        'refused',
        'cancelled',
      ],
    })
      .notNull()
      .default('draft'),
    sentAt: instant('sent_at'),
    /** By when the urgency asks for an opinion or a date. */
    dueAt: instant('due_at'),
    receivedAt: instant('received_at'),
    /** The first thing the service said to it. */
    reactedAt: instant('reacted_at'),
    /** The opinion, or the first date given to who is taken into care. */
    settledAt: instant('settled_at'),
    closedAt: instant('closed_at'),
    scheduledFor: instant('scheduled_for'),
    /** Of the house's own agenda, when its feed told it. */
    appointmentEntryId: uuid('appointment_entry_id'),
    answer: text('answer'),
    answeredBy: uuid('answered_by'),
    refusalReason: text('refusal_reason', {
      enum: ['not_our_field', 'other_service', 'no_capacity', 'incomplete', 'other'],
    }),
    redirectServiceId: uuid('redirect_service_id'),
    /** What it became in the record of the house that accepted. */
    requestEntryId: uuid('request_entry_id'),
    answerEntryId: uuid('answer_entry_id'),
    /** The house had no file of this patient: its software does not know the number that was made. */
    madeFile: boolean('made_file').notNull().default(false),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({ columns: [t.regionId, t.patientId], foreignColumns: [patients.regionId, patients.id] }),
    foreignKey({ columns: [t.askedBy], foreignColumns: [people.id] }),
    foreignKey({
      name: 'referrals_asker_house',
      columns: [t.regionId, t.askerEstablishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    foreignKey({
      name: 'referrals_service',
      columns: [t.regionId, t.serviceId],
      foreignColumns: [referralServices.regionId, referralServices.id],
    }),
    foreignKey({
      name: 'referrals_redirect',
      columns: [t.regionId, t.redirectServiceId],
      foreignColumns: [referralServices.regionId, referralServices.id],
    }),
    foreignKey({
      name: 'referrals_request_entry',
      columns: [t.regionId, t.requestEntryId],
      foreignColumns: [recordEntries.regionId, recordEntries.id],
    }),
    foreignKey({
      name: 'referrals_answer_entry',
      columns: [t.regionId, t.answerEntryId],
      foreignColumns: [recordEntries.regionId, recordEntries.id],
    }),
    foreignKey({
      name: 'referrals_appointment',
      columns: [t.regionId, t.appointmentEntryId],
      foreignColumns: [recordEntries.regionId, recordEntries.id],
    }),
    uniqueIndex('referrals_one_draft').on(t.regionId, t.askedBy, t.patientId).where(sql`state = 'draft'`),
    index('referrals_by_patient').on(t.regionId, t.patientId),
    index('referrals_asked').on(t.regionId, t.askedBy, t.updatedAt.desc().nullsFirst(), t.id),
    index('referrals_open')
      .on(t.regionId, t.establishmentId, t.dueAt, t.id)
      .where(sql`closed_at is null and sent_at is not null`),
    index('referrals_closed')
      .on(t.regionId, t.establishmentId, t.closedAt.desc().nullsFirst(), t.id)
      .where(sql`closed_at is not null`),
    index('referrals_figures').on(t.regionId, t.establishmentId, t.sentAt),
    regionWall('referrals'),
    notForAgenda('referrals'),
    pgPolicy('referrals_asked', { for: 'select', to: appRole, using: asked }),
    pgPolicy('referrals_received', { for: 'select', to: appRole, using: received }),
    pgPolicy('referrals_by_feed', { for: 'select', to: appRole, using: byFeed }),
    // Of whom the asker may see, in their own name, and nothing but a draft.
    pgPolicy('referrals_insert', {
      for: 'insert',
      to: appRole,
      withCheck:
        sql.raw(`asked_by = (select app.actor_id()) and asker_establishment_id = (select app.files_of())
    and state = 'draft' and sent_at is null and (
    select true from public.patients p
    where p.region_id = referrals.region_id and p.id = referrals.patient_id
    limit 1)`),
    }),
    pgPolicy('referrals_update_asked', { for: 'update', to: appRole, using: asked, withCheck: asked }),
    pgPolicy('referrals_update_received', {
      for: 'update',
      to: appRole,
      using: received,
      withCheck: received,
    }),
    pgPolicy('referrals_update_by_feed', { for: 'update', to: appRole, using: byFeed, withCheck: byFeed }),
    pgPolicy('referrals_delete', {
      for: 'delete',
      to: appRole,
      using: sql`asked_by = (select app.actor_id()) and state = 'draft'`,
    }),
    definerInRegion('referrals'),
    ownerAll('referrals'),
  ],
)

const ofReferral = (table: string, and = '') =>
  sql.raw(`(
    select true from public.referrals r
    where r.region_id = ${table}.region_id and r.id = ${table}.referral_id${and}
    limit 1)`)

/** What goes along with a request or its answer: these very bytes, whatever becomes of where they come from. */
export const referralDocuments = pgTable(
  'referral_documents',
  {
    ...regionOwned,
    referralId: uuid('referral_id').notNull(),
    title: text('title').notNull(),
    typeCode: text('type_code'),
    occurredAt: instant('occurred_at').notNull(),
    mediaType: text('media_type').notNull(),
    byteLength: integer('byte_length').notNull(),
    sha256: text('sha256').notNull(),
    blobKey: text('blob_key').notNull(),
    /** Of the answer; else of the request. */
    isAnswer: boolean('is_answer').notNull().default(false),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      columns: [t.regionId, t.referralId],
      foreignColumns: [referrals.regionId, referrals.id],
    }).onDelete('cascade'),
    uniqueIndex('referral_documents_once').on(t.regionId, t.referralId, t.sha256, t.isAnswer),
    regionWall('referral_documents'),
    pgPolicy('referral_documents_by_referral', {
      for: 'select',
      to: appRole,
      using: ofReferral('referral_documents'),
    }),
    pgPolicy('referral_documents_insert', {
      for: 'insert',
      to: appRole,
      withCheck: ofReferral(
        'referral_documents',
        ` and r.closed_at is null and (referral_documents.is_answer or r.asked_by = (select app.actor_id()))`,
      ),
    }),
    pgPolicy('referral_documents_delete', {
      for: 'delete',
      to: appRole,
      using: ofReferral('referral_documents', ` and r.state = 'draft'`),
    }),
    definerInRegion('referral_documents'),
    ownerAll('referral_documents'),
  ],
)

/** Each change of a request, by whom and when: added to, never rewritten. */
export const referralActs = pgTable(
  'referral_acts',
  {
    ...regionOwned,
    referralId: uuid('referral_id').notNull(),
    act: text('act', {
      enum: [
        'send',
        'receive',
        'ask_info',
        'give_info',
        'accept',
        'schedule',
        'answer',
        'refuse',
        'cancel',
        'unschedule',
      ],
    }).notNull(),
    at: instant('at').notNull(),
    /** Null: the agenda of the house said so. */
    personId: uuid('person_id'),
    personName: text('person_name'),
    establishmentId: uuid('establishment_id').notNull(),
    note: text('note').notNull().default(''),
    /** The date that was given. */
    scheduledFor: instant('scheduled_for'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      columns: [t.regionId, t.referralId],
      foreignColumns: [referrals.regionId, referrals.id],
    }).onDelete('cascade'),
    index('referral_acts_by_referral').on(t.regionId, t.referralId, t.at),
    regionWall('referral_acts'),
    pgPolicy('referral_acts_by_referral', { for: 'select', to: appRole, using: ofReferral('referral_acts') }),
    pgPolicy('referral_acts_insert', {
      for: 'insert',
      to: appRole,
      withCheck:
        sql.raw(`person_id is not distinct from (select app.actor_id()) and establishment_id = (select app.files_of()) and (
    select true from public.referrals r
    where r.region_id = referral_acts.region_id and r.id = referral_acts.referral_id
    limit 1)`),
    }),
    definerInRegion('referral_acts'),
    ownerAll('referral_acts'),
  ],
)
