CREATE TABLE "calling_software" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"name" text NOT NULL,
	"public_key" jsonb NOT NULL,
	"algorithm" text NOT NULL,
	"thumbprint" text NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	"last_refused_at" timestamp with time zone,
	"last_refusal" text,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "calling_software_region_id_id_pk" PRIMARY KEY("region_id","id")
);
--> statement-breakpoint
ALTER TABLE "calling_software" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "contextual_calls" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"software_id" uuid NOT NULL,
	"ticket_id" text NOT NULL,
	"handle_hash" text NOT NULL,
	"person_id" uuid NOT NULL,
	"sealed_patient" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone,
	CONSTRAINT "contextual_calls_region_id_id_pk" PRIMARY KEY("region_id","id"),
	CONSTRAINT "contextual_calls_once" UNIQUE("region_id","software_id","ticket_id")
);
--> statement-breakpoint
ALTER TABLE "contextual_calls" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "calling_software" ADD CONSTRAINT "calling_software_region_id_establishment_id_establishments_region_id_id_fk" FOREIGN KEY ("region_id","establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contextual_calls" ADD CONSTRAINT "contextual_calls_region_id_software_id_calling_software_region_id_id_fk" FOREIGN KEY ("region_id","software_id") REFERENCES "public"."calling_software"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contextual_calls" ADD CONSTRAINT "contextual_calls_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "calling_software_of_house" ON "calling_software" USING btree ("region_id","establishment_id","created_at");--> statement-breakpoint
CREATE INDEX "calling_software_by_id" ON "calling_software" USING btree ("id");--> statement-breakpoint
CREATE INDEX "contextual_calls_by_handle" ON "contextual_calls" USING btree ("handle_hash");--> statement-breakpoint
CREATE INDEX "contextual_calls_by_expiry" ON "contextual_calls" USING btree ("expires_at");--> statement-breakpoint
CREATE POLICY "calling_software_identity" ON "calling_software" AS PERMISSIVE FOR ALL TO "app_identity" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "calling_software_owner" ON "calling_software" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "contextual_calls_identity" ON "contextual_calls" AS PERMISSIVE FOR ALL TO "app_identity" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "contextual_calls_owner" ON "contextual_calls" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
alter table calling_software force row level security;
--> statement-breakpoint
alter table contextual_calls force row level security;
--> statement-breakpoint
grant select, insert, update on calling_software to app_identity;
--> statement-breakpoint
grant select, insert, update, delete on contextual_calls to app_identity;
