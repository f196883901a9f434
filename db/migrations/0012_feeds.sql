CREATE TABLE "code_mappings" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"connection_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"local_code" text NOT NULL,
	"local_label" text,
	"target_code" text,
	"unit_id" uuid,
	"seen" integer DEFAULT 0 NOT NULL,
	"first_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"mapped_by" uuid,
	"mapped_at" timestamp with time zone,
	CONSTRAINT "code_mappings_region_id_id_pk" PRIMARY KEY("region_id","id"),
	CONSTRAINT "code_mappings_once" UNIQUE("region_id","connection_id","kind","local_code")
);
--> statement-breakpoint
ALTER TABLE "code_mappings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "connection_flags" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"connection_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"code" text NOT NULL,
	"occurrences" integer DEFAULT 1 NOT NULL,
	"first_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_control_id" text NOT NULL,
	"cleared_at" timestamp with time zone,
	CONSTRAINT "connection_flags_region_id_connection_id_code_pk" PRIMARY KEY("region_id","connection_id","code")
);
--> statement-breakpoint
ALTER TABLE "connection_flags" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "connection_loads" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"connection_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"fingerprint" text NOT NULL,
	"files" integer NOT NULL,
	"files_done" integer DEFAULT 0 NOT NULL,
	"kilobytes" integer NOT NULL,
	"kilobytes_done" integer DEFAULT 0 NOT NULL,
	"messages_of_file" integer DEFAULT 0 NOT NULL,
	"taken" integer DEFAULT 0 NOT NULL,
	"refused" integer DEFAULT 0 NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "connection_loads_region_id_id_pk" PRIMARY KEY("region_id","id"),
	CONSTRAINT "connection_loads_once" UNIQUE("region_id","connection_id","fingerprint")
);
--> statement-breakpoint
ALTER TABLE "connection_loads" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "connection_tokens" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"connection_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"label" text NOT NULL,
	"token_hash" text NOT NULL,
	"hint" text NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "connection_tokens_region_id_id_pk" PRIMARY KEY("region_id","id"),
	CONSTRAINT "connection_tokens_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
ALTER TABLE "connection_tokens" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "exchange_settings" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"keep_messages_days" integer DEFAULT 90 NOT NULL,
	"working_days" text DEFAULT '12345' NOT NULL,
	"working_from" text DEFAULT '08:00' NOT NULL,
	"working_until" text DEFAULT '18:00' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "exchange_settings_region_id_establishment_id_pk" PRIMARY KEY("region_id","establishment_id")
);
--> statement-breakpoint
ALTER TABLE "exchange_settings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "feed_subjects" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"number" text NOT NULL,
	"said_at" timestamp with time zone NOT NULL,
	CONSTRAINT "feed_subjects_region_id_establishment_id_kind_number_pk" PRIMARY KEY("region_id","establishment_id","kind","number")
);
--> statement-breakpoint
ALTER TABLE "feed_subjects" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "stay_movements" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"visit_number" text NOT NULL,
	"movement_id" text NOT NULL,
	"meaning" text NOT NULL,
	"happens_at" timestamp with time zone NOT NULL,
	"said_at" timestamp with time zone NOT NULL,
	"is_cancelled" boolean DEFAULT false NOT NULL,
	"patient_class" text,
	"unit" text,
	"attending_name" text,
	"attending_rpps" text,
	"admitted_at" timestamp with time zone,
	"discharged_at" timestamp with time zone,
	CONSTRAINT "stay_movements_region_id_establishment_id_visit_number_movement_id_pk" PRIMARY KEY("region_id","establishment_id","visit_number","movement_id")
);
--> statement-breakpoint
ALTER TABLE "stay_movements" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "mode" text DEFAULT 'live' NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "load_rate" integer DEFAULT 20 NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "silence_minutes" integer;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "silence_told_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "inbound_messages" ADD COLUMN "raw_deleted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "code_mappings" ADD CONSTRAINT "code_mappings_region_id_connection_id_connections_region_id_id_fk" FOREIGN KEY ("region_id","connection_id") REFERENCES "public"."connections"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "code_mappings" ADD CONSTRAINT "code_mappings_region_id_unit_id_care_units_region_id_id_fk" FOREIGN KEY ("region_id","unit_id") REFERENCES "public"."care_units"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_flags" ADD CONSTRAINT "connection_flags_region_id_connection_id_connections_region_id_id_fk" FOREIGN KEY ("region_id","connection_id") REFERENCES "public"."connections"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_loads" ADD CONSTRAINT "connection_loads_region_id_connection_id_connections_region_id_id_fk" FOREIGN KEY ("region_id","connection_id") REFERENCES "public"."connections"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_tokens" ADD CONSTRAINT "connection_tokens_region_id_connection_id_connections_region_id_id_fk" FOREIGN KEY ("region_id","connection_id") REFERENCES "public"."connections"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exchange_settings" ADD CONSTRAINT "exchange_settings_region_id_establishment_id_establishments_region_id_id_fk" FOREIGN KEY ("region_id","establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "inbound_messages_oldest" ON "inbound_messages" USING btree ("region_id","connection_id","seq") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "inbound_messages_raw" ON "inbound_messages" USING btree ("region_id","connection_id","received_at") WHERE raw_deleted_at is null;--> statement-breakpoint
CREATE POLICY "care_units_watched" ON "care_units" AS PERMISSIVE FOR ALL TO "app_user" USING (establishment_id = (select app.establishment_id())) WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "code_mappings_region_wall" ON "code_mappings" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "code_mappings_own" ON "code_mappings" AS PERMISSIVE FOR ALL TO "app_user" USING (establishment_id = (select app.establishment_id())) WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "code_mappings_owner" ON "code_mappings" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "connection_flags_region_wall" ON "connection_flags" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "connection_flags_own" ON "connection_flags" AS PERMISSIVE FOR ALL TO "app_user" USING (establishment_id = (select app.establishment_id())) WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "connection_flags_owner" ON "connection_flags" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "connection_loads_region_wall" ON "connection_loads" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "connection_loads_own" ON "connection_loads" AS PERMISSIVE FOR ALL TO "app_user" USING (establishment_id = (select app.establishment_id())) WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "connection_loads_owner" ON "connection_loads" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "connection_tokens_region_wall" ON "connection_tokens" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "connection_tokens_own" ON "connection_tokens" AS PERMISSIVE FOR ALL TO "app_user" USING (establishment_id = (select app.establishment_id())) WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "connection_tokens_owner" ON "connection_tokens" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "connection_tokens_identity" ON "connection_tokens" AS PERMISSIVE FOR ALL TO "app_identity" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "exchange_settings_region_wall" ON "exchange_settings" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "exchange_settings_own" ON "exchange_settings" AS PERMISSIVE FOR ALL TO "app_user" USING (establishment_id = (select app.establishment_id())) WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "exchange_settings_owner" ON "exchange_settings" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "feed_subjects_region_wall" ON "feed_subjects" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "feed_subjects_own" ON "feed_subjects" AS PERMISSIVE FOR ALL TO "app_user" USING (establishment_id = (select app.files_of())) WITH CHECK (establishment_id = (select app.files_of()));--> statement-breakpoint
CREATE POLICY "feed_subjects_owner" ON "feed_subjects" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "stay_movements_region_wall" ON "stay_movements" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "stay_movements_own" ON "stay_movements" AS PERMISSIVE FOR ALL TO "app_user" USING (establishment_id = (select app.files_of())) WITH CHECK (establishment_id = (select app.files_of()));--> statement-breakpoint
CREATE POLICY "stay_movements_owner" ON "stay_movements" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
-- By hand from here: FORCE and the rights of each role.
do $$
declare t text;
begin
  foreach t in array array['exchange_settings', 'connection_tokens', 'connection_flags', 'code_mappings',
    'connection_loads', 'feed_subjects', 'stay_movements'] loop
    execute format('alter table public.%I force row level security', t);
  end loop;
end $$;
--> statement-breakpoint
grant select, insert on exchange_settings, connection_tokens, connection_flags, code_mappings, connection_loads,
  feed_subjects, stay_movements to app_user;
--> statement-breakpoint
grant update on exchange_settings, connection_flags, code_mappings, connection_loads, feed_subjects,
  stay_movements to app_user;
--> statement-breakpoint
grant update (revoked_at) on connection_tokens to app_user;
--> statement-breakpoint
grant update (mode, load_rate, silence_minutes, silence_told_at) on connections to app_user;
--> statement-breakpoint
grant select, update (last_used_at) on connection_tokens to app_identity;
