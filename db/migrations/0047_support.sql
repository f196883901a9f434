ALTER TYPE "public"."member_role" ADD VALUE 'support';--> statement-breakpoint
CREATE TABLE "support_accesses" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"membership_id" uuid NOT NULL,
	"code_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"supporter_id" uuid,
	"supporter_session" text,
	"reason" text,
	"began_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "support_accesses_region_id_id_pk" PRIMARY KEY("region_id","id")
);
--> statement-breakpoint
ALTER TABLE "support_accesses" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "support_accesses" ADD CONSTRAINT "support_accesses_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_accesses" ADD CONSTRAINT "support_accesses_supporter_id_people_id_fk" FOREIGN KEY ("supporter_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_accesses" ADD CONSTRAINT "support_accesses_region_id_membership_id_memberships_region_id_id_fk" FOREIGN KEY ("region_id","membership_id") REFERENCES "public"."memberships"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "support_accesses_by_code" ON "support_accesses" USING btree ("region_id","code_hash");--> statement-breakpoint
CREATE INDEX "support_accesses_of_person" ON "support_accesses" USING btree ("person_id","created_at");--> statement-breakpoint
CREATE INDEX "support_accesses_running" ON "support_accesses" USING btree ("supporter_session") WHERE ended_at is null;--> statement-breakpoint
CREATE POLICY "support_accesses_identity" ON "support_accesses" AS PERMISSIVE FOR ALL TO "app_identity" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "support_accesses_owner" ON "support_accesses" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
alter table support_accesses force row level security;
--> statement-breakpoint
grant select, insert, update on support_accesses to app_identity;
