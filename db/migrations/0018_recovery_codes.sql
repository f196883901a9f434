CREATE TABLE "recovery_codes" (
	"person_id" uuid NOT NULL,
	"code_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "recovery_codes_person_id_code_hash_pk" PRIMARY KEY("person_id","code_hash")
);
--> statement-breakpoint
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_person_id_sign_in_accounts_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."sign_in_accounts"("person_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
grant select, insert, update, delete on recovery_codes to app_identity;
