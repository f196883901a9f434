CREATE TABLE "care_teams" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"name" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "care_teams_region_id_id_pk" PRIMARY KEY("region_id","id"),
	CONSTRAINT "care_teams_name" UNIQUE("region_id","establishment_id","name"),
	CONSTRAINT "care_teams_of_house" UNIQUE("region_id","id","establishment_id")
);
--> statement-breakpoint
ALTER TABLE "care_teams" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "team_members" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"joined_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "team_members_region_id_person_id_team_id_pk" PRIMARY KEY("region_id","person_id","team_id")
);
--> statement-breakpoint
ALTER TABLE "team_members" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "care_teams" ADD CONSTRAINT "care_teams_region_id_establishment_id_establishments_region_id_id_fk" FOREIGN KEY ("region_id","establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_team" FOREIGN KEY ("region_id","team_id","establishment_id") REFERENCES "public"."care_teams"("region_id","id","establishment_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "team_members_by_team" ON "team_members" USING btree ("region_id","team_id");--> statement-breakpoint
CREATE POLICY "care_teams_region_wall" ON "care_teams" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "care_teams_house" ON "care_teams" AS PERMISSIVE FOR ALL TO "app_user" USING (establishment_id = (select app.establishment_id())) WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "care_teams_definer" ON "care_teams" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "care_teams_owner" ON "care_teams" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "team_members_region_wall" ON "team_members" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "team_members_house" ON "team_members" AS PERMISSIVE FOR ALL TO "app_user" USING (establishment_id = (select app.establishment_id())) WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "team_members_definer" ON "team_members" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "team_members_owner" ON "team_members" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);
--> statement-breakpoint
-- By hand from here: a team is of the whole house, and names nobody's patients.
alter table care_teams force row level security;
--> statement-breakpoint
alter table team_members force row level security;
--> statement-breakpoint
grant select, insert, delete on care_teams, team_members to app_user;
--> statement-breakpoint
grant update (name, version, updated_at) on care_teams to app_user;
--> statement-breakpoint
grant select on care_teams, team_members to app_definer;
