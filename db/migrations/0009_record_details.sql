CREATE TABLE "allergies" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"entry_id" uuid NOT NULL,
	"substance_code" text,
	"substance" text NOT NULL,
	"reaction" text,
	"severity" text,
	CONSTRAINT "allergies_region_id_entry_id_pk" PRIMARY KEY("region_id","entry_id")
);
--> statement-breakpoint
ALTER TABLE "allergies" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "appointments" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"entry_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"appointment_number" text NOT NULL,
	"state" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone,
	"reason" text,
	"place" text,
	"practitioner_name" text,
	"practitioner_rpps" text,
	CONSTRAINT "appointments_region_id_entry_id_pk" PRIMARY KEY("region_id","entry_id"),
	CONSTRAINT "appointments_number" UNIQUE("region_id","establishment_id","appointment_number")
);
--> statement-breakpoint
ALTER TABLE "appointments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "biomarkers" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"entry_id" uuid NOT NULL,
	"marker" text NOT NULL,
	"code" text,
	"result" text NOT NULL,
	"value" text,
	"method" text,
	"origin" text DEFAULT 'unknown' NOT NULL,
	"specimen" text,
	"source_entry_id" uuid,
	CONSTRAINT "biomarkers_region_id_entry_id_pk" PRIMARY KEY("region_id","entry_id")
);
--> statement-breakpoint
ALTER TABLE "biomarkers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "conditions" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"entry_id" uuid NOT NULL,
	"code" text,
	"code_system" text,
	"category" text NOT NULL,
	"clinical_status" text DEFAULT 'active' NOT NULL,
	"topography_code" text,
	"topography" text,
	"laterality" text,
	"morphology_code" text,
	"morphology" text,
	"tumour" text,
	"nodes" text,
	"metastases" text,
	"stage" text,
	"staging_kind" text,
	"staging_system" text,
	"staged_on" date,
	"diagnosed_on" date,
	CONSTRAINT "conditions_region_id_entry_id_pk" PRIMARY KEY("region_id","entry_id")
);
--> statement-breakpoint
ALTER TABLE "conditions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notes" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"entry_id" uuid NOT NULL,
	"body" text NOT NULL,
	"signed_at" timestamp with time zone NOT NULL,
	"error_reason" text,
	CONSTRAINT "notes_region_id_entry_id_pk" PRIMARY KEY("region_id","entry_id")
);
--> statement-breakpoint
ALTER TABLE "notes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "observations" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"entry_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"patient_id" uuid NOT NULL,
	"code" text NOT NULL,
	"code_system" text NOT NULL,
	"label" text NOT NULL,
	"section" text,
	"value_number" numeric,
	"comparator" text,
	"value_text" text NOT NULL,
	"unit" text,
	"range_low" numeric,
	"range_high" numeric,
	"range_text" text,
	"interpretation" text,
	"status" text NOT NULL,
	"observed_at" timestamp with time zone NOT NULL,
	"comment" text,
	CONSTRAINT "observations_region_id_entry_id_position_pk" PRIMARY KEY("region_id","entry_id","position")
);
--> statement-breakpoint
ALTER TABLE "observations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "treatments" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"entry_id" uuid NOT NULL,
	"type_code" text,
	"category" text NOT NULL,
	"state" text NOT NULL,
	"intent" text,
	"line" integer,
	"protocol" text,
	"dose" text,
	"stop_reason" text,
	CONSTRAINT "treatments_region_id_entry_id_pk" PRIMARY KEY("region_id","entry_id")
);
--> statement-breakpoint
ALTER TABLE "treatments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "care_units" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"code" text NOT NULL,
	"label" text NOT NULL,
	"closed_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "care_units_region_id_id_pk" PRIMARY KEY("region_id","id"),
	CONSTRAINT "care_units_code" UNIQUE("region_id","establishment_id","code")
);
--> statement-breakpoint
ALTER TABLE "care_units" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "entry_moves" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"entry_id" uuid NOT NULL,
	"from_patient_id" uuid NOT NULL,
	"to_patient_id" uuid NOT NULL,
	"moved_by" uuid NOT NULL,
	"moved_at" timestamp with time zone DEFAULT now() NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "entry_moves_region_id_id_pk" PRIMARY KEY("region_id","id")
);
--> statement-breakpoint
ALTER TABLE "entry_moves" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "file_consents" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"file_id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"shared_record_status" text,
	"shared_record_status_on" date,
	"is_access_authorised" boolean,
	"opposes_break_glass" boolean,
	"opposes_dispatch_centre" boolean,
	"opposes_deposit" boolean,
	"consents_to_consultation" boolean,
	"consents_to_text_messages" boolean,
	"identity_mode" text,
	"ins_checked_on" date,
	"identity_document" text,
	"identity_document_until" date,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "file_consents_region_id_file_id_pk" PRIMARY KEY("region_id","file_id")
);
--> statement-breakpoint
ALTER TABLE "file_consents" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "note_drafts" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"patient_id" uuid NOT NULL,
	"author_person_id" uuid NOT NULL,
	"title" text DEFAULT '' NOT NULL,
	"body" text DEFAULT '' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "note_drafts_region_id_id_pk" PRIMARY KEY("region_id","id")
);
--> statement-breakpoint
ALTER TABLE "note_drafts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notices" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"entry_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"read_at" timestamp with time zone,
	CONSTRAINT "notices_region_id_id_pk" PRIMARY KEY("region_id","id"),
	CONSTRAINT "notices_once" UNIQUE("region_id","person_id","entry_id","reason")
);
--> statement-breakpoint
ALTER TABLE "notices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "pinned_patients" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"person_id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"pinned_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pinned_patients_region_id_person_id_patient_id_pk" PRIMARY KEY("region_id","person_id","patient_id")
);
--> statement-breakpoint
ALTER TABLE "pinned_patients" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "unit_members" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"joined_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unit_members_region_id_person_id_unit_id_pk" PRIMARY KEY("region_id","person_id","unit_id")
);
--> statement-breakpoint
ALTER TABLE "unit_members" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "record_entries" ADD COLUMN "media_type" text;--> statement-breakpoint
ALTER TABLE "allergies" ADD CONSTRAINT "allergies_region_id_entry_id_record_entries_region_id_id_fk" FOREIGN KEY ("region_id","entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_region_id_entry_id_record_entries_region_id_id_fk" FOREIGN KEY ("region_id","entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "biomarkers" ADD CONSTRAINT "biomarkers_region_id_source_entry_id_record_entries_region_id_id_fk" FOREIGN KEY ("region_id","source_entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "biomarkers" ADD CONSTRAINT "biomarkers_region_id_entry_id_record_entries_region_id_id_fk" FOREIGN KEY ("region_id","entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conditions" ADD CONSTRAINT "conditions_region_id_entry_id_record_entries_region_id_id_fk" FOREIGN KEY ("region_id","entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_region_id_entry_id_record_entries_region_id_id_fk" FOREIGN KEY ("region_id","entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observations" ADD CONSTRAINT "observations_region_id_entry_id_record_entries_region_id_id_fk" FOREIGN KEY ("region_id","entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "treatments" ADD CONSTRAINT "treatments_region_id_entry_id_record_entries_region_id_id_fk" FOREIGN KEY ("region_id","entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "care_units" ADD CONSTRAINT "care_units_region_id_establishment_id_establishments_region_id_id_fk" FOREIGN KEY ("region_id","establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_moves" ADD CONSTRAINT "entry_moves_region_id_entry_id_record_entries_region_id_id_fk" FOREIGN KEY ("region_id","entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "file_consents" ADD CONSTRAINT "file_consents_file" FOREIGN KEY ("region_id","file_id","patient_id") REFERENCES "public"."patient_files"("region_id","id","patient_id") ON DELETE no action ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "note_drafts" ADD CONSTRAINT "note_drafts_region_id_patient_id_patients_region_id_id_fk" FOREIGN KEY ("region_id","patient_id") REFERENCES "public"."patients"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_region_id_patient_id_patients_region_id_id_fk" FOREIGN KEY ("region_id","patient_id") REFERENCES "public"."patients"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pinned_patients" ADD CONSTRAINT "pinned_patients_region_id_patient_id_patients_region_id_id_fk" FOREIGN KEY ("region_id","patient_id") REFERENCES "public"."patients"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unit_members" ADD CONSTRAINT "unit_members_region_id_unit_id_care_units_region_id_id_fk" FOREIGN KEY ("region_id","unit_id") REFERENCES "public"."care_units"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "appointments_by_practitioner" ON "appointments" USING btree ("region_id","establishment_id","practitioner_rpps","starts_at");--> statement-breakpoint
CREATE INDEX "observations_trend" ON "observations" USING btree ("region_id","patient_id","code","observed_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "entry_moves_by_entry" ON "entry_moves" USING btree ("region_id","entry_id");--> statement-breakpoint
CREATE INDEX "file_consents_by_patient" ON "file_consents" USING btree ("region_id","patient_id");--> statement-breakpoint
CREATE INDEX "note_drafts_by_author" ON "note_drafts" USING btree ("region_id","author_person_id","patient_id");--> statement-breakpoint
CREATE INDEX "notices_recent" ON "notices" USING btree ("region_id","person_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE POLICY "allergies_region_wall" ON "allergies" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "allergies_by_entry" ON "allergies" AS PERMISSIVE FOR SELECT TO "app_user" USING ((
    select true from public.record_entries e
    where e.region_id = allergies.region_id and e.id = allergies.entry_id
    limit 1));--> statement-breakpoint
CREATE POLICY "allergies_insert" ON "allergies" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK ((
    select e.establishment_id = (select app.files_of()) from public.record_entries e
    where e.region_id = allergies.region_id and e.id = allergies.entry_id));--> statement-breakpoint
CREATE POLICY "allergies_owner" ON "allergies" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "appointments_region_wall" ON "appointments" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "appointments_by_entry" ON "appointments" AS PERMISSIVE FOR SELECT TO "app_user" USING ((
    select true from public.record_entries e
    where e.region_id = appointments.region_id and e.id = appointments.entry_id
    limit 1));--> statement-breakpoint
CREATE POLICY "appointments_insert" ON "appointments" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK ((
    select e.establishment_id = (select app.files_of()) from public.record_entries e
    where e.region_id = appointments.region_id and e.id = appointments.entry_id));--> statement-breakpoint
CREATE POLICY "appointments_owner" ON "appointments" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "appointments_update" ON "appointments" AS PERMISSIVE FOR UPDATE TO "app_user" USING ((
    select e.establishment_id = (select app.files_of()) from public.record_entries e
    where e.region_id = appointments.region_id and e.id = appointments.entry_id));--> statement-breakpoint
CREATE POLICY "biomarkers_region_wall" ON "biomarkers" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "biomarkers_by_entry" ON "biomarkers" AS PERMISSIVE FOR SELECT TO "app_user" USING ((
    select true from public.record_entries e
    where e.region_id = biomarkers.region_id and e.id = biomarkers.entry_id
    limit 1));--> statement-breakpoint
CREATE POLICY "biomarkers_insert" ON "biomarkers" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK ((
    select e.establishment_id = (select app.files_of()) from public.record_entries e
    where e.region_id = biomarkers.region_id and e.id = biomarkers.entry_id));--> statement-breakpoint
CREATE POLICY "biomarkers_owner" ON "biomarkers" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "conditions_region_wall" ON "conditions" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "conditions_by_entry" ON "conditions" AS PERMISSIVE FOR SELECT TO "app_user" USING ((
    select true from public.record_entries e
    where e.region_id = conditions.region_id and e.id = conditions.entry_id
    limit 1));--> statement-breakpoint
CREATE POLICY "conditions_insert" ON "conditions" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK ((
    select e.establishment_id = (select app.files_of()) from public.record_entries e
    where e.region_id = conditions.region_id and e.id = conditions.entry_id));--> statement-breakpoint
CREATE POLICY "conditions_owner" ON "conditions" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "notes_region_wall" ON "notes" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "notes_by_entry" ON "notes" AS PERMISSIVE FOR SELECT TO "app_user" USING ((
    select true from public.record_entries e
    where e.region_id = notes.region_id and e.id = notes.entry_id
    limit 1));--> statement-breakpoint
CREATE POLICY "notes_insert" ON "notes" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK ((
    select e.establishment_id = (select app.files_of()) from public.record_entries e
    where e.region_id = notes.region_id and e.id = notes.entry_id));--> statement-breakpoint
CREATE POLICY "notes_owner" ON "notes" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "notes_update" ON "notes" AS PERMISSIVE FOR UPDATE TO "app_user" USING ((
    select e.establishment_id = (select app.files_of()) from public.record_entries e
    where e.region_id = notes.region_id and e.id = notes.entry_id));--> statement-breakpoint
CREATE POLICY "observations_region_wall" ON "observations" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "observations_by_entry" ON "observations" AS PERMISSIVE FOR SELECT TO "app_user" USING ((
    select true from public.record_entries e
    where e.region_id = observations.region_id and e.id = observations.entry_id
    limit 1));--> statement-breakpoint
CREATE POLICY "observations_insert" ON "observations" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK ((
    select e.establishment_id = (select app.files_of()) from public.record_entries e
    where e.region_id = observations.region_id and e.id = observations.entry_id));--> statement-breakpoint
CREATE POLICY "observations_owner" ON "observations" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "treatments_region_wall" ON "treatments" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "treatments_by_entry" ON "treatments" AS PERMISSIVE FOR SELECT TO "app_user" USING ((
    select true from public.record_entries e
    where e.region_id = treatments.region_id and e.id = treatments.entry_id
    limit 1));--> statement-breakpoint
CREATE POLICY "treatments_insert" ON "treatments" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK ((
    select e.establishment_id = (select app.files_of()) from public.record_entries e
    where e.region_id = treatments.region_id and e.id = treatments.entry_id));--> statement-breakpoint
CREATE POLICY "treatments_owner" ON "treatments" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "care_units_region_wall" ON "care_units" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "care_units_own" ON "care_units" AS PERMISSIVE FOR ALL TO "app_user" USING (establishment_id = (select app.files_of())) WITH CHECK (establishment_id = (select app.files_of()));--> statement-breakpoint
CREATE POLICY "care_units_definer" ON "care_units" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "care_units_owner" ON "care_units" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "entry_moves_region_wall" ON "entry_moves" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "entry_moves_own" ON "entry_moves" AS PERMISSIVE FOR SELECT TO "app_user" USING (establishment_id = (select app.files_of()));--> statement-breakpoint
CREATE POLICY "entry_moves_definer" ON "entry_moves" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "entry_moves_owner" ON "entry_moves" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "file_consents_region_wall" ON "file_consents" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "file_consents_own" ON "file_consents" AS PERMISSIVE FOR ALL TO "app_user" USING (establishment_id = (select app.files_of())) WITH CHECK (establishment_id = (select app.files_of()));--> statement-breakpoint
CREATE POLICY "file_consents_definer" ON "file_consents" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "file_consents_owner" ON "file_consents" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "note_drafts_region_wall" ON "note_drafts" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "note_drafts_patient_door" ON "note_drafts" AS PERMISSIVE FOR SELECT TO "app_user" USING (coalesce((
    select true from public.patient_files f
    where f.region_id = note_drafts.region_id and f.patient_id = note_drafts.patient_id
      and f.establishment_id = (select app.files_of())
    limit 1),
  (
    select true from public.care_relations c
    where c.region_id = note_drafts.region_id and c.patient_id = note_drafts.patient_id
      and c.grantee_id = any ((select app.grantees())::uuid[])
      and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now())
    limit 1)));--> statement-breakpoint
CREATE POLICY "note_drafts_author" ON "note_drafts" AS RESTRICTIVE FOR ALL TO "app_user" USING (author_person_id = (select app.actor_id())) WITH CHECK (author_person_id = (select app.actor_id()));--> statement-breakpoint
CREATE POLICY "note_drafts_insert" ON "note_drafts" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "note_drafts_update" ON "note_drafts" AS PERMISSIVE FOR UPDATE TO "app_user" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "note_drafts_delete" ON "note_drafts" AS PERMISSIVE FOR DELETE TO "app_user" USING (true);--> statement-breakpoint
CREATE POLICY "note_drafts_definer" ON "note_drafts" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "note_drafts_owner" ON "note_drafts" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "notices_region_wall" ON "notices" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "notices_own" ON "notices" AS PERMISSIVE FOR SELECT TO "app_user" USING (person_id = (select app.actor_id()));--> statement-breakpoint
CREATE POLICY "notices_own_read" ON "notices" AS PERMISSIVE FOR UPDATE TO "app_user" USING (person_id = (select app.actor_id())) WITH CHECK (person_id = (select app.actor_id()));--> statement-breakpoint
CREATE POLICY "notices_definer" ON "notices" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "notices_owner" ON "notices" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "pinned_patients_region_wall" ON "pinned_patients" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "pinned_patients_own" ON "pinned_patients" AS PERMISSIVE FOR ALL TO "app_user" USING (person_id = (select app.actor_id())) WITH CHECK (person_id = (select app.actor_id()));--> statement-breakpoint
CREATE POLICY "pinned_patients_definer" ON "pinned_patients" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "pinned_patients_owner" ON "pinned_patients" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "unit_members_region_wall" ON "unit_members" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "unit_members_own" ON "unit_members" AS PERMISSIVE FOR ALL TO "app_user" USING (establishment_id = (select app.files_of())) WITH CHECK (establishment_id = (select app.files_of()));--> statement-breakpoint
CREATE POLICY "unit_members_definer" ON "unit_members" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "unit_members_owner" ON "unit_members" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
-- By hand from here: walls that bind the owner too, grants, the new column's past.
do $$
declare t text;
begin
  foreach t in array array['observations', 'conditions', 'treatments', 'allergies', 'biomarkers', 'notes', 'appointments',
    'pinned_patients', 'notices', 'note_drafts', 'entry_moves', 'care_units', 'unit_members', 'file_consents']
  loop
    execute format('alter table public.%I force row level security', t);
  end loop;
end $$;
--> statement-breakpoint
grant select on observations, conditions, treatments, allergies, biomarkers, notes, appointments, pinned_patients,
  notices, note_drafts, entry_moves, care_units, unit_members, file_consents to app_user;
--> statement-breakpoint
grant insert on observations, conditions, treatments, allergies, biomarkers, notes, appointments, pinned_patients,
  note_drafts, care_units, unit_members, file_consents to app_user;
--> statement-breakpoint
grant update (state, starts_at, ends_at, reason, place, practitioner_name, practitioner_rpps) on appointments to app_user;
--> statement-breakpoint
grant update (error_reason) on notes to app_user;
--> statement-breakpoint
grant update (read_at) on notices to app_user;
--> statement-breakpoint
grant update on note_drafts, care_units, file_consents to app_user;
--> statement-breakpoint
grant delete on pinned_patients, note_drafts, unit_members to app_user;
--> statement-breakpoint
grant select, insert, update, delete on pinned_patients, notices, note_drafts, entry_moves, file_consents to app_definer;
--> statement-breakpoint
grant select on care_units, unit_members to app_definer;
--> statement-breakpoint
update record_entries e set media_type = d.media_type from documents d
where d.region_id = e.region_id and d.entry_id = e.id;
