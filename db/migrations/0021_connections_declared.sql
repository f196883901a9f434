ALTER TABLE "connections" ALTER COLUMN "port" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "record_entries" ADD COLUMN "is_hidden_from_representatives" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "sending_application" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "sending_facility" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "same_document_id" text DEFAULT 'beside' NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_port" CHECK ((protocol = 'mllp') = (port is not null));--> statement-breakpoint
CREATE POLICY "connections_own_insert" ON "connections" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
ALTER POLICY "record_entries_release" ON "record_entries" TO app_user USING (coalesce((select app.actor_kind()), '') <> 'patient' or (release <> 'never' and released_at <= now() and not is_hidden_from_representatives));--> statement-breakpoint
-- By hand: what the screen declares and may correct later. The protocol and the port stay as they were declared.
grant insert on connections to app_user;
--> statement-breakpoint
grant update (name, default_charset, patient_authority, sending_application, sending_facility, same_document_id)
  on connections to app_user;
