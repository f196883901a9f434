CREATE TABLE "charter_acceptances" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"charter_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"accepted_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "charter_acceptances_region_id_charter_id_person_id_pk" PRIMARY KEY("region_id","charter_id","person_id")
);
--> statement-breakpoint
ALTER TABLE "charter_acceptances" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "charters" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"number" integer NOT NULL,
	"text_fr" text NOT NULL,
	"text_en" text NOT NULL,
	"published_at" timestamp with time zone DEFAULT now() NOT NULL,
	"published_by" uuid,
	CONSTRAINT "charters_region_id_id_pk" PRIMARY KEY("region_id","id"),
	CONSTRAINT "charters_number" UNIQUE("region_id","number")
);
--> statement-breakpoint
ALTER TABLE "charters" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "charter_acceptances" ADD CONSTRAINT "charter_acceptances_region_id_charter_id_charters_region_id_id_fk" FOREIGN KEY ("region_id","charter_id") REFERENCES "public"."charters"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "charter_acceptances" ADD CONSTRAINT "charter_acceptances_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "charters" ADD CONSTRAINT "charters_region_id_regions_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."regions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "charter_acceptances_region_wall" ON "charter_acceptances" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "charter_acceptances_own" ON "charter_acceptances" AS PERMISSIVE FOR SELECT TO "app_user" USING (person_id = (select app.actor_id()) or (select app.actor_role()) = 'region_admin');--> statement-breakpoint
CREATE POLICY "charter_acceptances_identity" ON "charter_acceptances" AS PERMISSIVE FOR ALL TO "app_identity" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "charter_acceptances_owner" ON "charter_acceptances" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "charters_region_wall" ON "charters" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "charters_region" ON "charters" AS PERMISSIVE FOR ALL TO "app_user" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "charters_identity" ON "charters" AS PERMISSIVE FOR ALL TO "app_identity" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "charters_owner" ON "charters" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
alter table charters force row level security;
--> statement-breakpoint
alter table charter_acceptances force row level security;
--> statement-breakpoint
-- A version is never changed: who accepted it accepted that text.
grant select, insert on charters to app_user;
--> statement-breakpoint
grant select on charter_acceptances to app_user;
--> statement-breakpoint
grant select on charters to app_identity;
--> statement-breakpoint
grant select, insert on charter_acceptances to app_identity;
