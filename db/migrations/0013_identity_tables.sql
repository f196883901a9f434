CREATE TABLE "former_local_ids" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"local_id" text NOT NULL,
	"file_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"file" jsonb,
	"retired_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "former_local_ids_region_id_establishment_id_local_id_pk" PRIMARY KEY("region_id","establishment_id","local_id")
);
--> statement-breakpoint
ALTER TABLE "former_local_ids" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "identity_decisions" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"review_id" uuid,
	"kind" text NOT NULL,
	"from_patient_id" uuid NOT NULL,
	"to_patient_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp with time zone DEFAULT now() NOT NULL,
	"moved" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"undone_at" timestamp with time zone,
	"undone_by" uuid,
	"undone_reason" text,
	CONSTRAINT "identity_decisions_region_id_id_pk" PRIMARY KEY("region_id","id")
);
--> statement-breakpoint
ALTER TABLE "identity_decisions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "documents" DROP CONSTRAINT "documents_once";--> statement-breakpoint
DROP INDEX "identity_reviews_open";--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "duplicate_of" uuid;--> statement-breakpoint
ALTER TABLE "identity_reviews" ADD COLUMN "other_patient_id" uuid;--> statement-breakpoint
ALTER TABLE "identity_reviews" ADD COLUMN "proposed" jsonb;--> statement-breakpoint
ALTER TABLE "identity_reviews" ADD COLUMN "opened_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "patients" ADD COLUMN "merged_into" uuid;--> statement-breakpoint
ALTER TABLE "former_local_ids" ADD CONSTRAINT "former_local_ids_region_id_file_id_patient_files_region_id_id_fk" FOREIGN KEY ("region_id","file_id") REFERENCES "public"."patient_files"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity_decisions" ADD CONSTRAINT "identity_decisions_from" FOREIGN KEY ("region_id","from_patient_id") REFERENCES "public"."patients"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity_decisions" ADD CONSTRAINT "identity_decisions_to" FOREIGN KEY ("region_id","to_patient_id") REFERENCES "public"."patients"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "former_local_ids_by_file" ON "former_local_ids" USING btree ("region_id","file_id");--> statement-breakpoint
CREATE INDEX "identity_decisions_recent" ON "identity_decisions" USING btree ("region_id","establishment_id","decided_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "identity_decisions_by_from" ON "identity_decisions" USING btree ("region_id","from_patient_id","to_patient_id");--> statement-breakpoint
CREATE INDEX "identity_decisions_by_to" ON "identity_decisions" USING btree ("region_id","to_patient_id","from_patient_id");--> statement-breakpoint
ALTER TABLE "identity_reviews" ADD CONSTRAINT "identity_reviews_other" FOREIGN KEY ("region_id","other_patient_id") REFERENCES "public"."patients"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "patients" ADD CONSTRAINT "patients_region_id_merged_into_patients_region_id_id_fk" FOREIGN KEY ("region_id","merged_into") REFERENCES "public"."patients"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "documents_once" ON "documents" USING btree ("region_id","establishment_id","patient_id","unique_id","sha256") WHERE duplicate_of is null;--> statement-breakpoint
CREATE INDEX "documents_by_patient" ON "documents" USING btree ("region_id","establishment_id","patient_id");--> statement-breakpoint
CREATE INDEX "patients_merged" ON "patients" USING btree ("region_id","merged_into") WHERE merged_into is not null;--> statement-breakpoint
CREATE INDEX "identity_reviews_open" ON "identity_reviews" USING btree ("region_id","establishment_id","opened_at") WHERE state = 'open';--> statement-breakpoint
CREATE POLICY "observations_definer" ON "observations" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "documents_definer" ON "documents" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "record_visits_definer" ON "record_visits" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "former_local_ids_region_wall" ON "former_local_ids" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "former_local_ids_own" ON "former_local_ids" AS PERMISSIVE FOR SELECT TO "app_user" USING (establishment_id = (select app.files_of()));--> statement-breakpoint
CREATE POLICY "former_local_ids_definer" ON "former_local_ids" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "former_local_ids_owner" ON "former_local_ids" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "identity_decisions_region_wall" ON "identity_decisions" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "identity_decisions_own" ON "identity_decisions" AS PERMISSIVE FOR SELECT TO "app_user" USING (establishment_id = (select app.files_of()));--> statement-breakpoint
CREATE POLICY "identity_decisions_definer" ON "identity_decisions" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "identity_decisions_owner" ON "identity_decisions" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
-- By hand from here: walls that bind the owner too, and what each role may touch.
alter table identity_decisions force row level security;
--> statement-breakpoint
alter table former_local_ids force row level security;
--> statement-breakpoint
grant select on identity_decisions, former_local_ids to app_user;
--> statement-breakpoint
-- A decision on an identity is a definer function: the state of a review is no longer the app's to write.
revoke update (state, version, updated_at) on identity_reviews from app_user;
--> statement-breakpoint
grant select, insert, update on identity_decisions, former_local_ids to app_definer;
--> statement-breakpoint
grant select, insert, update, delete on record_visits to app_definer;
--> statement-breakpoint
grant delete on patient_files, identity_reviews, entry_recipients to app_definer;
--> statement-breakpoint
grant update on record_entries to app_definer;
--> statement-breakpoint
grant select, update on documents, observations to app_definer;
--> statement-breakpoint
-- Reviews that wait already have waited since they were made.
update identity_reviews set opened_at = created_at;
