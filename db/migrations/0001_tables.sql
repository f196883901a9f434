-- Generated; by hand only: audit_entries is partitioned by month.
CREATE TYPE "public"."confidentiality" AS ENUM('normal', 'restricted');--> statement-breakpoint
CREATE TYPE "public"."entry_kind" AS ENUM('stay', 'appointment', 'document', 'result', 'measure', 'condition', 'treatment', 'allergy', 'note', 'biomarker', 'decision', 'prescription', 'imaging_study', 'message', 'task');--> statement-breakpoint
CREATE TYPE "public"."entry_source" AS ENUM('feed', 'person', 'import', 'system');--> statement-breakpoint
CREATE TYPE "public"."entry_status" AS ENUM('current', 'replaced', 'withdrawn', 'entered_in_error');--> statement-breakpoint
CREATE TYPE "public"."release_rule" AS ENUM('never', 'automatic', 'conditional', 'manual');--> statement-breakpoint
CREATE TYPE "public"."member_role" AS ENUM('region_admin', 'establishment_admin', 'doctor', 'nurse_coordinator', 'secretary', 'board_coordinator', 'interface_technician', 'identity_vigilance', 'privacy_officer');--> statement-breakpoint
CREATE TYPE "public"."administrative_sex" AS ENUM('male', 'female', 'unknown');--> statement-breakpoint
CREATE TYPE "public"."grantee_kind" AS ENUM('person', 'establishment', 'board');--> statement-breakpoint
CREATE TYPE "public"."identity_status" AS ENUM('PROV', 'RECUP', 'VALI', 'QUAL');--> statement-breakpoint
CREATE TYPE "public"."relation_basis" AS ENUM('declared_gp', 'designation', 'care_circle', 'referral', 'board_case', 'transfer', 'stay', 'proxy', 'patient', 'break_glass');--> statement-breakpoint
CREATE TYPE "public"."relation_reach" AS ENUM('own', 'shared');--> statement-breakpoint
CREATE TYPE "public"."establishment_kind" AS ENUM('hospital', 'cancer_centre', 'clinic', 'radiology_centre', 'practice', 'laboratory', 'coordination');--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"seq" bigserial NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"actor_id" uuid,
	"actor_kind" text NOT NULL,
	"actor_role" text NOT NULL,
	"establishment_id" uuid,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"patient_id" uuid,
	"purpose" text,
	"outcome" text DEFAULT 'done' NOT NULL,
	"request_id" text NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"xid" text DEFAULT pg_current_xact_id()::text NOT NULL,
	CONSTRAINT "audit_entries_at_seq_pk" PRIMARY KEY("at","seq")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
ALTER TABLE "audit_entries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "document_texts" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"entry_id" uuid NOT NULL,
	"content" text NOT NULL,
	CONSTRAINT "document_texts_region_id_entry_id_pk" PRIMARY KEY("region_id","entry_id")
);
--> statement-breakpoint
ALTER TABLE "document_texts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "documents" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"entry_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"type_code" text,
	"media_type" text NOT NULL,
	"byte_length" integer NOT NULL,
	"sha256" text NOT NULL,
	"blob_key" text NOT NULL,
	"unique_id" text,
	"replaces_unique_id" text,
	CONSTRAINT "documents_region_id_entry_id_pk" PRIMARY KEY("region_id","entry_id"),
	CONSTRAINT "documents_once" UNIQUE("region_id","establishment_id","patient_id","unique_id","sha256")
);
--> statement-breakpoint
ALTER TABLE "documents" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "entry_provenances" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"entry_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"message_id" uuid,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "entry_provenances_region_id_id_pk" PRIMARY KEY("region_id","id"),
	CONSTRAINT "entry_provenances_once" UNIQUE("region_id","entry_id","channel","message_id")
);
--> statement-breakpoint
ALTER TABLE "entry_provenances" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "entry_recipients" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"entry_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"sent_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "entry_recipients_region_id_entry_id_establishment_id_pk" PRIMARY KEY("region_id","entry_id","establishment_id")
);
--> statement-breakpoint
ALTER TABLE "entry_recipients" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "record_entries" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"patient_id" uuid NOT NULL,
	"file_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"kind" "entry_kind" NOT NULL,
	"status" "entry_status" DEFAULT 'current' NOT NULL,
	"title" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"occurred_until" timestamp with time zone,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"author_person_id" uuid,
	"author_name" text,
	"author_rpps" text,
	"source" "entry_source" NOT NULL,
	"confidentiality" "confidentiality" DEFAULT 'normal' NOT NULL,
	"release" "release_rule" DEFAULT 'manual' NOT NULL,
	"released_at" timestamp with time zone,
	"replaces_id" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "record_entries_region_id_id_pk" PRIMARY KEY("region_id","id")
);
--> statement-breakpoint
ALTER TABLE "record_entries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "stays" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"entry_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"visit_number" text NOT NULL,
	"patient_class" text NOT NULL,
	"unit" text,
	"attending_name" text,
	"attending_rpps" text,
	"admitted_at" timestamp with time zone NOT NULL,
	"discharged_at" timestamp with time zone,
	"cancelled_at" timestamp with time zone,
	CONSTRAINT "stays_region_id_entry_id_pk" PRIMARY KEY("region_id","entry_id"),
	CONSTRAINT "stays_visit" UNIQUE("region_id","establishment_id","visit_number")
);
--> statement-breakpoint
ALTER TABLE "stays" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "connections" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"name" text NOT NULL,
	"protocol" text DEFAULT 'mllp' NOT NULL,
	"port" integer NOT NULL,
	"default_charset" text DEFAULT '8859/1' NOT NULL,
	"patient_authority" text,
	"accepts_test" boolean DEFAULT false NOT NULL,
	"paused_at" timestamp with time zone,
	"last_received_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "connections_region_id_id_pk" PRIMARY KEY("region_id","id"),
	CONSTRAINT "connections_port_unique" UNIQUE("port")
);
--> statement-breakpoint
ALTER TABLE "connections" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "inbound_messages" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "inbound_messages_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"connection_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"blob_key" text NOT NULL,
	"byte_length" integer NOT NULL,
	"content_hash" text NOT NULL,
	"control_id" text NOT NULL,
	"message_type" text NOT NULL,
	"stream" text NOT NULL,
	"ack_code" text NOT NULL,
	"ack" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"filed_at" timestamp with time zone,
	CONSTRAINT "inbound_messages_region_id_id_pk" PRIMARY KEY("region_id","id"),
	CONSTRAINT "inbound_messages_once" UNIQUE("region_id","connection_id","control_id","content_hash")
);
--> statement-breakpoint
ALTER TABLE "inbound_messages" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "known_devices" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"user_agent" text,
	CONSTRAINT "known_devices_once" UNIQUE("person_id","id")
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
CREATE TABLE "sign_in_accounts" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"password_hash" text,
	"password_changed_at" timestamp with time zone,
	"totp_secret" text,
	"totp_enrolled_at" timestamp with time zone,
	"totp_last_step" bigint,
	"locale" text DEFAULT 'fr' NOT NULL,
	"disabled_at" timestamp with time zone,
	"is_demonstration" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sign_in_accounts_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "sign_in_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sign_in_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"person_id" uuid,
	"action" text NOT NULL,
	"outcome" text NOT NULL,
	"ip" text,
	"user_agent" text,
	"request_id" text,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"membership_region_id" uuid,
	"membership_id" uuid,
	"expires_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"confirmed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ip" text,
	"user_agent" text,
	"method" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_steps" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"return_to" text,
	"pending_totp_secret" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outgoing_mails" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"to_address" text NOT NULL,
	"template" text NOT NULL,
	"locale" text NOT NULL,
	"params" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"claimed_at" timestamp with time zone,
	"sent_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"failed_at" timestamp with time zone,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"establishment_id" uuid,
	"actor_id" uuid,
	"request_id" text NOT NULL,
	"name" text NOT NULL,
	"payload" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"claimed_at" timestamp with time zone,
	"published_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"parked_at" timestamp with time zone,
	"last_error" text
);
--> statement-breakpoint
ALTER TABLE "outbox" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "socket_io_attachments" (
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "socket_io_attachments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"created_at" timestamp with time zone DEFAULT now(),
	"payload" "bytea",
	CONSTRAINT "socket_io_attachments_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"role" "member_role" NOT NULL,
	"starts_on" date DEFAULT current_date NOT NULL,
	"ends_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "memberships_region_id_id_pk" PRIMARY KEY("region_id","id"),
	CONSTRAINT "memberships_once" UNIQUE("region_id","person_id","establishment_id","role")
);
--> statement-breakpoint
ALTER TABLE "memberships" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "people" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"rpps" text,
	"family_name" text NOT NULL,
	"given_name" text NOT NULL,
	"title" text,
	"profession_code" text,
	"specialty_code" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "people_rpps_unique" UNIQUE("rpps")
);
--> statement-breakpoint
ALTER TABLE "people" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "access_tokens" (
	"region_id" uuid NOT NULL,
	"grantee_id" uuid NOT NULL,
	"token" text NOT NULL,
	"patient_id" uuid NOT NULL,
	"ends_at" timestamp with time zone,
	CONSTRAINT "access_tokens_region_id_grantee_id_token_patient_id_pk" PRIMARY KEY("region_id","grantee_id","token","patient_id")
);
--> statement-breakpoint
ALTER TABLE "access_tokens" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "care_relations" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"patient_id" uuid NOT NULL,
	"grantee_id" uuid NOT NULL,
	"grantee_kind" "grantee_kind" NOT NULL,
	"basis" "relation_basis" NOT NULL,
	"reach" "relation_reach" DEFAULT 'shared' NOT NULL,
	"starts_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ends_at" timestamp with time zone,
	"origin_establishment_id" uuid,
	"end_reason" text,
	"created_by" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "care_relations_region_id_id_pk" PRIMARY KEY("region_id","id")
);
--> statement-breakpoint
ALTER TABLE "care_relations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "identity_reviews" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"file_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"occurrences" integer DEFAULT 1 NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "identity_reviews_region_id_id_pk" PRIMARY KEY("region_id","id"),
	CONSTRAINT "identity_reviews_once" UNIQUE("region_id","file_id","reason")
);
--> statement-breakpoint
ALTER TABLE "identity_reviews" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "patient_files" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"local_id" text NOT NULL,
	"birth_name" text NOT NULL,
	"birth_given_names" text DEFAULT '' NOT NULL,
	"first_given_name" text NOT NULL,
	"birth_date" date,
	"sex" "administrative_sex" DEFAULT 'unknown' NOT NULL,
	"birth_place_code" text,
	"ins_matricule" text,
	"ins_oid" text,
	"identity_status" "identity_status" DEFAULT 'PROV' NOT NULL,
	"used_name" text,
	"used_given_name" text,
	"deceased_at" timestamp with time zone,
	"phone" text,
	"address" text,
	"declared_gp_rpps" text,
	"declared_gp_name" text,
	"current_unit" text,
	"last_activity_at" timestamp with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "patient_files_region_id_id_pk" PRIMARY KEY("region_id","id"),
	CONSTRAINT "patient_files_link" UNIQUE("region_id","id","patient_id"),
	CONSTRAINT "patient_files_local_id" UNIQUE("region_id","establishment_id","local_id")
);
--> statement-breakpoint
ALTER TABLE "patient_files" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "patients" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"birth_name" text NOT NULL,
	"birth_given_names" text DEFAULT '' NOT NULL,
	"first_given_name" text NOT NULL,
	"birth_date" date,
	"sex" "administrative_sex" DEFAULT 'unknown' NOT NULL,
	"birth_place_code" text,
	"ins_matricule" text,
	"ins_oid" text,
	"identity_status" "identity_status" DEFAULT 'PROV' NOT NULL,
	"used_name" text,
	"used_given_name" text,
	"deceased_at" timestamp with time zone,
	"allergy_state" text DEFAULT 'not_asked' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "patients_region_id_id_pk" PRIMARY KEY("region_id","id")
);
--> statement-breakpoint
ALTER TABLE "patients" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "record_visits" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"person_id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"last_visit_at" timestamp with time zone NOT NULL,
	"previous_visit_at" timestamp with time zone,
	CONSTRAINT "record_visits_region_id_person_id_patient_id_pk" PRIMARY KEY("region_id","person_id","patient_id")
);
--> statement-breakpoint
ALTER TABLE "record_visits" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "establishments" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"kind" "establishment_kind" NOT NULL,
	"finess" text,
	"legal_finess" text,
	"siret" text,
	"city" text,
	"phone" text,
	"time_zone" text,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"closed_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "establishments_region_id_id_pk" PRIMARY KEY("region_id","id"),
	CONSTRAINT "establishments_finess" UNIQUE("region_id","finess")
);
--> statement-breakpoint
ALTER TABLE "establishments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "regions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"time_zone" text DEFAULT 'Europe/Paris' NOT NULL,
	"is_test" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "regions_code_unique" UNIQUE("code")
);
--> statement-breakpoint
ALTER TABLE "regions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "document_texts" ADD CONSTRAINT "document_texts_region_id_entry_id_record_entries_region_id_id_fk" FOREIGN KEY ("region_id","entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_region_id_entry_id_record_entries_region_id_id_fk" FOREIGN KEY ("region_id","entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_provenances" ADD CONSTRAINT "entry_provenances_region_id_entry_id_record_entries_region_id_id_fk" FOREIGN KEY ("region_id","entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_recipients" ADD CONSTRAINT "entry_recipients_region_id_entry_id_record_entries_region_id_id_fk" FOREIGN KEY ("region_id","entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_recipients" ADD CONSTRAINT "entry_recipients_region_id_establishment_id_establishments_region_id_id_fk" FOREIGN KEY ("region_id","establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "record_entries" ADD CONSTRAINT "record_entries_file" FOREIGN KEY ("region_id","file_id","patient_id") REFERENCES "public"."patient_files"("region_id","id","patient_id") ON DELETE no action ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "record_entries" ADD CONSTRAINT "record_entries_region_id_establishment_id_establishments_region_id_id_fk" FOREIGN KEY ("region_id","establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "record_entries" ADD CONSTRAINT "record_entries_region_id_replaces_id_record_entries_region_id_id_fk" FOREIGN KEY ("region_id","replaces_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stays" ADD CONSTRAINT "stays_region_id_entry_id_record_entries_region_id_id_fk" FOREIGN KEY ("region_id","entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_region_id_establishment_id_establishments_region_id_id_fk" FOREIGN KEY ("region_id","establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound_messages" ADD CONSTRAINT "inbound_messages_region_id_connection_id_connections_region_id_id_fk" FOREIGN KEY ("region_id","connection_id") REFERENCES "public"."connections"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "known_devices" ADD CONSTRAINT "known_devices_person_id_sign_in_accounts_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."sign_in_accounts"("person_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_accounts" ADD CONSTRAINT "sign_in_accounts_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_sessions" ADD CONSTRAINT "sign_in_sessions_person_id_sign_in_accounts_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."sign_in_accounts"("person_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_steps" ADD CONSTRAINT "sign_in_steps_person_id_sign_in_accounts_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."sign_in_accounts"("person_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_region_id_establishment_id_establishments_region_id_id_fk" FOREIGN KEY ("region_id","establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_tokens" ADD CONSTRAINT "access_tokens_region_id_patient_id_patients_region_id_id_fk" FOREIGN KEY ("region_id","patient_id") REFERENCES "public"."patients"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "care_relations" ADD CONSTRAINT "care_relations_region_id_patient_id_patients_region_id_id_fk" FOREIGN KEY ("region_id","patient_id") REFERENCES "public"."patients"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "care_relations" ADD CONSTRAINT "care_relations_region_id_origin_establishment_id_establishments_region_id_id_fk" FOREIGN KEY ("region_id","origin_establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity_reviews" ADD CONSTRAINT "identity_reviews_region_id_file_id_patient_files_region_id_id_fk" FOREIGN KEY ("region_id","file_id") REFERENCES "public"."patient_files"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "patient_files" ADD CONSTRAINT "patient_files_region_id_patient_id_patients_region_id_id_fk" FOREIGN KEY ("region_id","patient_id") REFERENCES "public"."patients"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "patient_files" ADD CONSTRAINT "patient_files_region_id_establishment_id_establishments_region_id_id_fk" FOREIGN KEY ("region_id","establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "record_visits" ADD CONSTRAINT "record_visits_region_id_patient_id_patients_region_id_id_fk" FOREIGN KEY ("region_id","patient_id") REFERENCES "public"."patients"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "establishments" ADD CONSTRAINT "establishments_region_id_regions_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."regions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_entries_by_actor" ON "audit_entries" USING btree ("region_id","actor_id","patient_id","at");--> statement-breakpoint
CREATE INDEX "audit_entries_by_patient" ON "audit_entries" USING btree ("region_id","patient_id","at");--> statement-breakpoint
CREATE INDEX "audit_entries_by_establishment" ON "audit_entries" USING btree ("region_id","establishment_id","at");--> statement-breakpoint
CREATE INDEX "documents_by_unique_id" ON "documents" USING btree ("region_id","unique_id");--> statement-breakpoint
CREATE INDEX "record_entries_timeline" ON "record_entries" USING btree ("region_id","patient_id","occurred_at" DESC NULLS FIRST,"id");--> statement-breakpoint
CREATE INDEX "record_entries_recorded" ON "record_entries" USING btree ("region_id","patient_id","recorded_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "record_entries_by_file" ON "record_entries" USING btree ("region_id","file_id");--> statement-breakpoint
CREATE INDEX "inbound_messages_waiting" ON "inbound_messages" USING btree ("region_id","connection_id","stream","seq") WHERE state in ('waiting', 'blocked');--> statement-breakpoint
CREATE INDEX "inbound_messages_recent" ON "inbound_messages" USING btree ("region_id","connection_id","seq" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "sign_in_events_by_person" ON "sign_in_events" USING btree ("person_id","at");--> statement-breakpoint
CREATE INDEX "sign_in_sessions_by_person" ON "sign_in_sessions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "sign_in_sessions_by_expiry" ON "sign_in_sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sign_in_steps_by_person" ON "sign_in_steps" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "outgoing_mails_waiting" ON "outgoing_mails" USING btree ("created_at") WHERE sent_at is null and failed_at is null;--> statement-breakpoint
CREATE INDEX "outgoing_mails_recent" ON "outgoing_mails" USING btree ("created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "outbox_waiting" ON "outbox" USING btree ("seq") WHERE published_at is null and parked_at is null;--> statement-breakpoint
CREATE INDEX "outbox_parked" ON "outbox" USING btree ("region_id","parked_at") WHERE parked_at is not null;--> statement-breakpoint
CREATE INDEX "outbox_published" ON "outbox" USING btree ("published_at") WHERE published_at is not null;--> statement-breakpoint
CREATE INDEX "memberships_by_establishment" ON "memberships" USING btree ("region_id","establishment_id");--> statement-breakpoint
CREATE INDEX "memberships_by_person" ON "memberships" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "access_tokens_by_patient" ON "access_tokens" USING btree ("region_id","patient_id");--> statement-breakpoint
CREATE INDEX "care_relations_by_grantee" ON "care_relations" USING btree ("region_id","grantee_id","patient_id");--> statement-breakpoint
CREATE INDEX "identity_reviews_open" ON "identity_reviews" USING btree ("region_id","establishment_id","created_at") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "patient_files_door" ON "patient_files" USING btree ("region_id","patient_id","establishment_id");--> statement-breakpoint
CREATE INDEX "patient_files_recent" ON "patient_files" USING btree ("region_id","establishment_id","last_activity_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "patient_files_by_gp" ON "patient_files" USING btree ("region_id","declared_gp_rpps") WHERE declared_gp_rpps is not null;--> statement-breakpoint
CREATE INDEX "patients_by_ins" ON "patients" USING btree ("region_id","ins_matricule");--> statement-breakpoint
CREATE INDEX "patients_by_birth_date" ON "patients" USING btree ("region_id","birth_date");--> statement-breakpoint
CREATE INDEX "establishments_by_name" ON "establishments" USING btree ("region_id","name");--> statement-breakpoint
CREATE POLICY "audit_entries_region_wall" ON "audit_entries" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "audit_entries_append" ON "audit_entries" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "audit_entries_own" ON "audit_entries" AS PERMISSIVE FOR SELECT TO "app_user" USING (actor_id = (select app.actor_id()));--> statement-breakpoint
CREATE POLICY "audit_entries_identity" ON "audit_entries" AS PERMISSIVE FOR INSERT TO "app_identity" WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "audit_entries_auditor" ON "audit_entries" AS PERMISSIVE FOR SELECT TO "app_auditor" USING (true);--> statement-breakpoint
CREATE POLICY "audit_entries_definer" ON "audit_entries" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "audit_entries_owner" ON "audit_entries" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "document_texts_region_wall" ON "document_texts" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "document_texts_by_entry" ON "document_texts" AS PERMISSIVE FOR SELECT TO "app_user" USING ((
    select true from public.record_entries e
    where e.region_id = document_texts.region_id and e.id = document_texts.entry_id
    limit 1));--> statement-breakpoint
CREATE POLICY "document_texts_insert" ON "document_texts" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK ((
    select e.establishment_id = (select app.files_of()) from public.record_entries e
    where e.region_id = document_texts.region_id and e.id = document_texts.entry_id));--> statement-breakpoint
CREATE POLICY "document_texts_owner" ON "document_texts" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "documents_region_wall" ON "documents" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "documents_by_entry" ON "documents" AS PERMISSIVE FOR SELECT TO "app_user" USING ((
    select true from public.record_entries e
    where e.region_id = documents.region_id and e.id = documents.entry_id
    limit 1));--> statement-breakpoint
CREATE POLICY "documents_insert" ON "documents" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK ((
    select e.establishment_id = (select app.files_of()) from public.record_entries e
    where e.region_id = documents.region_id and e.id = documents.entry_id));--> statement-breakpoint
CREATE POLICY "documents_owner" ON "documents" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "entry_provenances_region_wall" ON "entry_provenances" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "entry_provenances_by_entry" ON "entry_provenances" AS PERMISSIVE FOR SELECT TO "app_user" USING ((
    select true from public.record_entries e
    where e.region_id = entry_provenances.region_id and e.id = entry_provenances.entry_id
    limit 1));--> statement-breakpoint
CREATE POLICY "entry_provenances_insert" ON "entry_provenances" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK ((
    select e.establishment_id = (select app.files_of()) from public.record_entries e
    where e.region_id = entry_provenances.region_id and e.id = entry_provenances.entry_id));--> statement-breakpoint
CREATE POLICY "entry_provenances_owner" ON "entry_provenances" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "entry_recipients_region_wall" ON "entry_recipients" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "entry_recipients_own" ON "entry_recipients" AS PERMISSIVE FOR SELECT TO "app_user" USING (establishment_id = (select app.files_of()));--> statement-breakpoint
CREATE POLICY "entry_recipients_definer" ON "entry_recipients" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "entry_recipients_owner" ON "entry_recipients" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "record_entries_region_wall" ON "record_entries" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "record_entries_patient_door" ON "record_entries" AS PERMISSIVE FOR SELECT TO "app_user" USING (coalesce((
    select true from public.patient_files f
    where f.region_id = record_entries.region_id and f.patient_id = record_entries.patient_id
      and f.establishment_id = (select app.files_of())
      and (f.establishment_id = record_entries.establishment_id or (
        select true from public.entry_recipients r
        where r.region_id = record_entries.region_id and r.entry_id = record_entries.id
          and r.establishment_id = f.establishment_id
        limit 1))
    limit 1),
  (
    select true from public.care_relations c
    where c.region_id = record_entries.region_id and c.patient_id = record_entries.patient_id
      and c.grantee_id = any ((select app.grantees())::uuid[])
      and c.reach = 'shared'
      and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now())
    limit 1)));--> statement-breakpoint
CREATE POLICY "record_entries_confidentiality" ON "record_entries" AS RESTRICTIVE FOR SELECT TO "app_user" USING (confidentiality = 'normal' or establishment_id = (select app.files_of()) or author_person_id = (select app.actor_id()));--> statement-breakpoint
CREATE POLICY "record_entries_release" ON "record_entries" AS RESTRICTIVE FOR SELECT TO "app_user" USING (coalesce((select app.actor_kind()), '') <> 'patient' or (release <> 'never' and released_at <= now()));--> statement-breakpoint
CREATE POLICY "record_entries_insert" ON "record_entries" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK (establishment_id = (select app.files_of()) and (
    select true from public.patient_files f
    where f.region_id = record_entries.region_id and f.id = record_entries.file_id
      and f.establishment_id = record_entries.establishment_id));--> statement-breakpoint
CREATE POLICY "record_entries_definer" ON "record_entries" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "record_entries_update" ON "record_entries" AS PERMISSIVE FOR UPDATE TO "app_user" USING (establishment_id = (select app.files_of()));--> statement-breakpoint
CREATE POLICY "record_entries_owner" ON "record_entries" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "stays_region_wall" ON "stays" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "stays_by_entry" ON "stays" AS PERMISSIVE FOR SELECT TO "app_user" USING ((
    select true from public.record_entries e
    where e.region_id = stays.region_id and e.id = stays.entry_id
    limit 1));--> statement-breakpoint
CREATE POLICY "stays_insert" ON "stays" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK ((
    select e.establishment_id = (select app.files_of()) from public.record_entries e
    where e.region_id = stays.region_id and e.id = stays.entry_id));--> statement-breakpoint
CREATE POLICY "stays_update" ON "stays" AS PERMISSIVE FOR UPDATE TO "app_user" USING (establishment_id = (select app.files_of()));--> statement-breakpoint
CREATE POLICY "stays_owner" ON "stays" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "connections_region_wall" ON "connections" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "connections_own" ON "connections" AS PERMISSIVE FOR SELECT TO "app_user" USING (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "connections_own_update" ON "connections" AS PERMISSIVE FOR UPDATE TO "app_user" USING (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "connections_definer" ON "connections" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "connections_relay" ON "connections" AS PERMISSIVE FOR ALL TO "app_relay" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "connections_owner" ON "connections" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "inbound_messages_region_wall" ON "inbound_messages" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "inbound_messages_own" ON "inbound_messages" AS PERMISSIVE FOR ALL TO "app_user" USING (establishment_id = (select app.establishment_id())) WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "inbound_messages_owner" ON "inbound_messages" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "outbox_region_wall" ON "outbox" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "outbox_write" ON "outbox" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "outbox_read" ON "outbox" AS PERMISSIVE FOR SELECT TO "app_user" USING (true);--> statement-breakpoint
CREATE POLICY "outbox_definer" ON "outbox" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "outbox_identity" ON "outbox" AS PERMISSIVE FOR ALL TO "app_identity" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "outbox_relay" ON "outbox" AS PERMISSIVE FOR ALL TO "app_relay" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "outbox_owner" ON "outbox" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "memberships_region_wall" ON "memberships" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "memberships_region" ON "memberships" AS PERMISSIVE FOR ALL TO "app_user" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "memberships_definer" ON "memberships" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "memberships_identity" ON "memberships" AS PERMISSIVE FOR ALL TO "app_identity" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "memberships_owner" ON "memberships" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "people_of_region" ON "people" AS PERMISSIVE FOR SELECT TO "app_user" USING ((
    select true from public.memberships m
    where m.region_id = (select app.current_region()) and m.person_id = people.id
    limit 1));--> statement-breakpoint
CREATE POLICY "people_definer" ON "people" AS PERMISSIVE FOR SELECT TO "app_definer" USING (true);--> statement-breakpoint
CREATE POLICY "people_identity" ON "people" AS PERMISSIVE FOR ALL TO "app_identity" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "people_owner" ON "people" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "access_tokens_region_wall" ON "access_tokens" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "access_tokens_own" ON "access_tokens" AS PERMISSIVE FOR SELECT TO "app_user" USING (grantee_id = any ((select app.search_grantees())::uuid[]) and (ends_at is null or ends_at > now()));--> statement-breakpoint
CREATE POLICY "access_tokens_definer" ON "access_tokens" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "access_tokens_owner" ON "access_tokens" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "care_relations_region_wall" ON "care_relations" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "care_relations_own" ON "care_relations" AS PERMISSIVE FOR SELECT TO "app_user" USING (grantee_id = any ((select app.grantees())::uuid[]));--> statement-breakpoint
CREATE POLICY "care_relations_definer" ON "care_relations" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "care_relations_owner" ON "care_relations" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "identity_reviews_region_wall" ON "identity_reviews" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "identity_reviews_own" ON "identity_reviews" AS PERMISSIVE FOR ALL TO "app_user" USING (establishment_id = (select app.files_of())) WITH CHECK (establishment_id = (select app.files_of()));--> statement-breakpoint
CREATE POLICY "identity_reviews_definer" ON "identity_reviews" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "identity_reviews_owner" ON "identity_reviews" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "patient_files_region_wall" ON "patient_files" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "patient_files_own" ON "patient_files" AS PERMISSIVE FOR SELECT TO "app_user" USING (establishment_id = (select app.files_of()));--> statement-breakpoint
CREATE POLICY "patient_files_own_activity" ON "patient_files" AS PERMISSIVE FOR UPDATE TO "app_user" USING (establishment_id = (select app.files_of()));--> statement-breakpoint
CREATE POLICY "patient_files_definer" ON "patient_files" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "patient_files_owner" ON "patient_files" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "patients_region_wall" ON "patients" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "patients_patient_door" ON "patients" AS PERMISSIVE FOR SELECT TO "app_user" USING (coalesce((
    select true from public.patient_files f
    where f.region_id = patients.region_id and f.patient_id = patients.id
      and f.establishment_id = (select app.files_of())
    limit 1),
  (
    select true from public.care_relations c
    where c.region_id = patients.region_id and c.patient_id = patients.id
      and c.grantee_id = any ((select app.grantees())::uuid[])
      and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now())
    limit 1)));--> statement-breakpoint
CREATE POLICY "patients_definer" ON "patients" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "patients_owner" ON "patients" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "record_visits_region_wall" ON "record_visits" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "record_visits_own" ON "record_visits" AS PERMISSIVE FOR ALL TO "app_user" USING (person_id = (select app.actor_id())) WITH CHECK (person_id = (select app.actor_id()));--> statement-breakpoint
CREATE POLICY "record_visits_owner" ON "record_visits" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "establishments_region_wall" ON "establishments" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "establishments_region" ON "establishments" AS PERMISSIVE FOR ALL TO "app_user" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "establishments_definer" ON "establishments" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "establishments_identity" ON "establishments" AS PERMISSIVE FOR ALL TO "app_identity" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "establishments_owner" ON "establishments" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "regions_own" ON "regions" AS PERMISSIVE FOR SELECT TO "app_user" USING (id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "regions_definer" ON "regions" AS PERMISSIVE FOR SELECT TO "app_definer" USING (id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "regions_identity" ON "regions" AS PERMISSIVE FOR ALL TO "app_identity" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "regions_relay" ON "regions" AS PERMISSIVE FOR ALL TO "app_relay" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "regions_owner" ON "regions" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);