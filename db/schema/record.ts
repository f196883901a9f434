import { sql } from 'drizzle-orm'
import {
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
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
import { establishments } from './regions.ts'

/** Trust in an identity (fr: PROV provisoire, RECUP récupérée, VALI validée, QUAL qualifiée; RNIV). */
export const identityStatus = pgEnum('identity_status', ['PROV', 'RECUP', 'VALI', 'QUAL'])
export const administrativeSex = pgEnum('administrative_sex', ['male', 'female', 'unknown'])

/** INS traits (fr: traits stricts) and what completes them. */
const identityTraits = {
  birthName: text('birth_name').notNull(),
  /** All birth given names, space separated, as in the civil record. */
  birthGivenNames: text('birth_given_names').notNull().default(''),
  firstGivenName: text('first_given_name').notNull(),
  birthDate: date('birth_date', { mode: 'string' }),
  sex: administrativeSex('sex').notNull().default('unknown'),
  /** INSEE code of the place of birth, 99xxx abroad. */
  birthPlaceCode: text('birth_place_code'),
  /** Matricule INS: NIR or NIA, 13 characters and its 2-digit key. */
  insMatricule: text('ins_matricule'),
  /** OID of its assigning authority: says NIR, NIA, test or demonstration. */
  insOid: text('ins_oid'),
  identityStatus: identityStatus('identity_status').notNull().default('PROV'),
  usedName: text('used_name'),
  usedGivenName: text('used_given_name'),
  deceasedAt: instant('deceased_at'),
}

/** One person of care in a region, from the most trusted source (fr: identité régionale). */
export const patients = pgTable(
  'patients',
  {
    ...regionOwned,
    ...identityTraits,
    /** All names as they are searched; typing errors are found by the trigrams of this. */
    foldedName: text('folded_name')
      .notNull()
      .generatedAlwaysAs(
        sql`app.fold(birth_name || ' ' || coalesce(used_name, '') || ' ' || first_given_name)`,
      ),
    /** Known, none known, or not asked: always shown, so it stands on the identity. */
    allergyState: text('allergy_state', { enum: ['known', 'none_known', 'not_asked'] })
      .notNull()
      .default('not_asked'),
    /** The identity that took this one in: nobody opens it any more, and an undo empties this again. */
    mergedInto: uuid('merged_into'),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({ columns: [t.regionId, t.mergedInto], foreignColumns: [t.regionId, t.id] }),
    index('patients_merged').on(t.regionId, t.mergedInto).where(sql`merged_into is not null`),
    index('patients_by_ins').on(t.regionId, t.insMatricule),
    index('patients_by_birth_date').on(t.regionId, t.birthDate),
    regionWall('patients'),
    patientDoor('patients', 'id'),
    definerInRegion('patients'),
    ownerAll('patients'),
  ],
)

/** The same patient as one establishment says it: local id, names, phones (fr: dossier, IPP). */
export const patientFiles = pgTable(
  'patient_files',
  {
    ...regionOwned,
    establishmentId: uuid('establishment_id').notNull(),
    patientId: uuid('patient_id').notNull(),
    /** IPP in the establishment's own numbering. */
    localId: text('local_id').notNull(),
    ...identityTraits,
    phone: text('phone'),
    address: text('address'),
    /** Declared GP as the feed says it; the relation begins when that doctor is known here. */
    declaredGpRpps: text('declared_gp_rpps'),
    declaredGpName: text('declared_gp_name'),
    /** Where the patient is now, while a stay is open. */
    currentUnit: text('current_unit'),
    lastActivityAt: instant('last_activity_at').notNull().defaultNow(),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    // Entries refer to (file, patient) and cascade: re-linking a file at a merge moves its entries.
    unique('patient_files_link').on(t.regionId, t.id, t.patientId),
    unique('patient_files_local_id').on(t.regionId, t.establishmentId, t.localId),
    foreignKey({ columns: [t.regionId, t.patientId], foreignColumns: [patients.regionId, patients.id] }),
    foreignKey({
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    index('patient_files_door').on(t.regionId, t.patientId, t.establishmentId),
    index('patient_files_recent').on(t.regionId, t.establishmentId, t.lastActivityAt.desc().nullsFirst()),
    // Who is in a ward now: a few hundred of an establishment's 290,000 files.
    index('patient_files_present')
      .on(t.regionId, t.establishmentId, t.lastActivityAt.desc().nullsFirst())
      .where(sql`current_unit is not null`),
    index('patient_files_by_gp').on(t.regionId, t.declaredGpRpps).where(sql`declared_gp_rpps is not null`),
    regionWall('patient_files'),
    pgPolicy('patient_files_own', {
      for: 'select',
      to: appRole,
      using: sql`establishment_id = (select app.files_of())`,
    }),
    pgPolicy('patient_files_own_activity', {
      for: 'update',
      to: appRole,
      using: sql`establishment_id = (select app.files_of())`,
    }),
    definerInRegion('patient_files'),
    ownerAll('patient_files'),
  ],
)

export const relationBasis = pgEnum('relation_basis', [
  'declared_gp',
  'designation',
  'care_circle',
  'referral',
  'board_case',
  'transfer',
  'stay',
  'proxy',
  'patient',
  'break_glass',
])
export const relationReach = pgEnum('relation_reach', ['own', 'shared'])
export const granteeKind = pgEnum('grantee_kind', ['person', 'establishment', 'board'])

/** Why a person or establishment may see a patient, how far, from when to when (fr: droit d'accès). */
export const careRelations = pgTable(
  'care_relations',
  {
    ...regionOwned,
    patientId: uuid('patient_id').notNull(),
    granteeId: uuid('grantee_id').notNull(),
    granteeKind: granteeKind('grantee_kind').notNull(),
    basis: relationBasis('basis').notNull(),
    reach: relationReach('reach').notNull().default('shared'),
    startsAt: instant('starts_at').notNull().defaultNow(),
    endsAt: instant('ends_at'),
    /** The establishment that said so: only it may take it back, besides the grantee. */
    originEstablishmentId: uuid('origin_establishment_id'),
    endReason: text('end_reason'),
    /** When open pages were told of its end. */
    endToldAt: instant('end_told_at'),
    createdBy: uuid('created_by'),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({ columns: [t.regionId, t.patientId], foreignColumns: [patients.regionId, patients.id] }),
    foreignKey({
      columns: [t.regionId, t.originEstablishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    // The door's probe finds dates, reach and basis in the index (`include` is added by hand).
    index('care_relations_by_grantee').on(t.regionId, t.granteeId, t.patientId),
    index('care_relations_untold')
      .on(t.regionId, t.endsAt)
      .where(sql`ends_at is not null and end_told_at is null`),
    regionWall('care_relations'),
    // The doors of patients ask here, so this holds for each of them: a broken glass opens to who broke it, and not
    // to those who hold the doctor's rights for a time.
    pgPolicy('care_relations_own', {
      for: 'select',
      to: appRole,
      using: sql`grantee_id = any ((select app.grantees())::uuid[]) and (basis <> 'break_glass' or grantee_id = (select app.actor_id()))`,
    }),
    definerInRegion('care_relations'),
    ownerAll('care_relations'),
  ],
)

/**
 * One row for each word of a name and each grantee, folded (no accents, lower case): a prefix search
 * stays inside row-level security because `^@` and `=` are leakproof. Written by the definer functions.
 */
export const accessTokens = pgTable(
  'access_tokens',
  {
    regionId: uuid('region_id').notNull(),
    granteeId: uuid('grantee_id').notNull(),
    token: text('token').notNull(),
    patientId: uuid('patient_id').notNull(),
    endsAt: instant('ends_at'),
    /** All words of this patient for this grantee, each after a space: the other words of a search are asked of it. */
    words: text('words').notNull().default(''),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.granteeId, t.token, t.patientId] }),
    foreignKey({ columns: [t.regionId, t.patientId], foreignColumns: [patients.regionId, patients.id] }),
    // Both also hold `ends_at`, the key `words` too (by hand): a search reads nothing but them, whole ranges at once.
    index('access_tokens_by_patient').on(t.regionId, t.patientId, t.granteeId, t.token),
    regionWall('access_tokens'),
    pgPolicy('access_tokens_own', {
      for: 'select',
      to: appRole,
      using: sql`grantee_id = any ((select app.search_grantees())::uuid[]) and (ends_at is null or ends_at > now())`,
    }),
    definerInRegion('access_tokens'),
    ownerAll('access_tokens'),
  ],
)

/**
 * Every word that somebody in the region is called: what a misspelt one resembles is looked for here, among some
 * ten thousands, and not among all patients. Nobody reads it but the search itself.
 */
export const nameWords = pgTable(
  'name_words',
  {
    regionId: uuid('region_id').notNull(),
    word: text('word').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.word] }),
    regionWall('name_words'),
    definerInRegion('name_words'),
    ownerAll('name_words'),
  ],
)

/** When a person last opened a patient: what "new since my last visit" compares with. */
export const recordVisits = pgTable(
  'record_visits',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    personId: uuid('person_id').notNull(),
    patientId: uuid('patient_id').notNull(),
    lastVisitAt: instant('last_visit_at').notNull(),
    /** The visit before the current one: the marker stays while one reads. */
    previousVisitAt: instant('previous_visit_at'),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.personId, t.patientId] }),
    foreignKey({ columns: [t.regionId, t.patientId], foreignColumns: [patients.regionId, patients.id] }),
    index('record_visits_recent').on(t.regionId, t.personId, t.lastVisitAt.desc().nullsFirst()),
    regionWall('record_visits'),
    pgPolicy('record_visits_own', {
      to: appRole,
      using: sql`person_id = (select app.actor_id())`,
      withCheck: sql`person_id = (select app.actor_id())`,
    }),
    definerInRegion('record_visits'),
    ownerAll('record_visits'),
  ],
)

/** An incoming identity that looks like a known one without proof: a person decides (fr: identitovigilance). */
export const identityReviews = pgTable(
  'identity_reviews',
  {
    ...regionOwned,
    establishmentId: uuid('establishment_id').notNull(),
    fileId: uuid('file_id').notNull(),
    /**
     * Short code. A pair: same_traits, ins_with_other_traits, ins_known_elsewhere, reported. A trait of the file
     * itself: strict_trait_changed (locked, `proposed` waits), differs_from_regional.
     */
    reason: text('reason').notNull(),
    /** `settled`: what was asked is so no more, by what the establishment said since. */
    state: text('state', { enum: ['open', 'attached', 'kept_apart', 'accepted', 'refused', 'settled'] })
      .notNull()
      .default('open'),
    occurrences: integer('occurrences').notNull().default(1),
    /** Whom the file's patient looks like; null when the question is about the file alone. */
    otherPatientId: uuid('other_patient_id'),
    /** What was said and not written down, as `open_file` takes it. */
    proposed: jsonb('proposed').$type<Record<string, string | null>>(),
    /** Since when it waits; a question that comes back waits anew. */
    openedAt: instant('opened_at').notNull().defaultNow(),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      columns: [t.regionId, t.fileId],
      foreignColumns: [patientFiles.regionId, patientFiles.id],
    }),
    foreignKey({
      name: 'identity_reviews_other',
      columns: [t.regionId, t.otherPatientId],
      foreignColumns: [patients.regionId, patients.id],
    }),
    index('identity_reviews_open').on(t.regionId, t.establishmentId, t.openedAt).where(sql`state = 'open'`),
    unique('identity_reviews_once').on(t.regionId, t.fileId, t.reason),
    regionWall('identity_reviews'),
    ownEstablishment('identity_reviews'),
    definerInRegion('identity_reviews'),
    ownerAll('identity_reviews'),
  ],
)
