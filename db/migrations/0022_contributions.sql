CREATE TABLE "urgent_cards" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"lines" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"fever" text DEFAULT '' NOT NULL,
	"otherwise" text DEFAULT '' NOT NULL,
	"updated_by" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "urgent_cards_region_id_establishment_id_pk" PRIMARY KEY("region_id","establishment_id")
);
--> statement-breakpoint
ALTER TABLE "urgent_cards" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "outbound_connections" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"host" text NOT NULL,
	"port" integer NOT NULL,
	"uses_tls" boolean DEFAULT true NOT NULL,
	"is_enabled" boolean DEFAULT false NOT NULL,
	"charset" text DEFAULT 'UNICODE UTF-8' NOT NULL,
	"receiving_application" text DEFAULT '' NOT NULL,
	"receiving_facility" text DEFAULT '' NOT NULL,
	"tested_at" timestamp with time zone,
	"test_outcome" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbound_connections_region_id_establishment_id_pk" PRIMARY KEY("region_id","establishment_id")
);
--> statement-breakpoint
ALTER TABLE "outbound_connections" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "outbound_messages" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"entry_id" uuid NOT NULL,
	"control_id" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone DEFAULT now() NOT NULL,
	"claimed_until" timestamp with time zone,
	"last_attempt_at" timestamp with time zone,
	"reason" text,
	"acknowledged_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbound_messages_region_id_id_pk" PRIMARY KEY("region_id","id"),
	CONSTRAINT "outbound_messages_once" UNIQUE("region_id","entry_id","establishment_id")
);
--> statement-breakpoint
ALTER TABLE "outbound_messages" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "record_entries" ADD COLUMN "from_establishment_id" uuid;--> statement-breakpoint
ALTER TABLE "urgent_cards" ADD CONSTRAINT "urgent_cards_region_id_establishment_id_establishments_region_id_id_fk" FOREIGN KEY ("region_id","establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbound_connections" ADD CONSTRAINT "outbound_connections_region_id_establishment_id_establishments_region_id_id_fk" FOREIGN KEY ("region_id","establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbound_messages" ADD CONSTRAINT "outbound_messages_region_id_entry_id_record_entries_region_id_id_fk" FOREIGN KEY ("region_id","entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbound_messages" ADD CONSTRAINT "outbound_messages_region_id_establishment_id_outbound_connections_region_id_establishment_id_fk" FOREIGN KEY ("region_id","establishment_id") REFERENCES "public"."outbound_connections"("region_id","establishment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "outbound_messages_due" ON "outbound_messages" USING btree ("next_attempt_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "outbound_messages_recent" ON "outbound_messages" USING btree ("region_id","establishment_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
ALTER TABLE "record_entries" ADD CONSTRAINT "record_entries_from" FOREIGN KEY ("region_id","from_establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "record_entries_contributed" ON "record_entries" USING btree ("region_id","author_person_id","recorded_at" DESC NULLS FIRST) WHERE from_establishment_id is not null;--> statement-breakpoint
CREATE POLICY "notes_definer" ON "notes" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "document_texts_definer" ON "document_texts" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "entry_provenances_definer" ON "entry_provenances" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "urgent_cards_region_wall" ON "urgent_cards" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "urgent_cards_region" ON "urgent_cards" AS PERMISSIVE FOR SELECT TO "app_user" USING (true);--> statement-breakpoint
CREATE POLICY "urgent_cards_own" ON "urgent_cards" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "urgent_cards_own_update" ON "urgent_cards" AS PERMISSIVE FOR UPDATE TO "app_user" USING (establishment_id = (select app.establishment_id())) WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "urgent_cards_owner" ON "urgent_cards" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "outbound_connections_region_wall" ON "outbound_connections" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "outbound_connections_own" ON "outbound_connections" AS PERMISSIVE FOR ALL TO "app_user" USING (establishment_id = (select app.establishment_id())) WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "outbound_connections_definer" ON "outbound_connections" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "outbound_connections_relay" ON "outbound_connections" AS PERMISSIVE FOR ALL TO "app_relay" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "outbound_connections_owner" ON "outbound_connections" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "outbound_messages_region_wall" ON "outbound_messages" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "outbound_messages_own" ON "outbound_messages" AS PERMISSIVE FOR ALL TO "app_user" USING (establishment_id = (select app.establishment_id())) WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "outbound_messages_by_entry" ON "outbound_messages" AS PERMISSIVE FOR SELECT TO "app_user" USING ((
    select true from public.record_entries e
    where e.region_id = outbound_messages.region_id and e.id = outbound_messages.entry_id
    limit 1));--> statement-breakpoint
CREATE POLICY "outbound_messages_relay" ON "outbound_messages" AS PERMISSIVE FOR ALL TO "app_relay" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "outbound_messages_owner" ON "outbound_messages" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);
--> statement-breakpoint
-- By hand from here: walls that bind the owner too, grants, and what somebody from outside may file.
do $$
declare t text;
begin
  foreach t in array array['outbound_connections', 'outbound_messages', 'urgent_cards']
  loop
    execute format('alter table public.%I force row level security', t);
  end loop;
end $$;
--> statement-breakpoint
grant select, insert, update on outbound_connections, outbound_messages, urgent_cards to app_user;
--> statement-breakpoint
grant select on outbound_connections to app_definer, app_relay;
--> statement-breakpoint
grant select on outbound_messages to app_relay;
--> statement-breakpoint
grant insert on record_entries, documents, document_texts, entry_provenances, notes to app_definer;
--> statement-breakpoint
-- Whoever speaks here has a relation of full reach with this patient now: a GP, a doctor the patient named.
create function app.follows(patient uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog as $$
  select coalesce((
    select true from public.care_relations c
    where c.region_id = app.current_region() and c.patient_id = patient and c.grantee_id = any (app.grantees())
      and c.reach = 'shared' and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now())
    limit 1), false) $$;
--> statement-breakpoint
-- Which houses would take what somebody who follows this patient brings: those with a file, the latest first.
create function app.receiving_files(patient uuid)
  returns table (file_id uuid, establishment_id uuid, name text, takes_messages boolean, last_activity_at timestamptz)
  language sql stable security definer set search_path = pg_catalog as $$
  select * from (
    select distinct on (f.establishment_id) f.id, f.establishment_id, e.name, coalesce(o.is_enabled, false),
      f.last_activity_at
    from public.patient_files f
    join public.establishments e on e.region_id = f.region_id and e.id = f.establishment_id and e.closed_at is null
    left join public.outbound_connections o
      on o.region_id = f.region_id and o.establishment_id = f.establishment_id
    where f.region_id = app.current_region() and f.patient_id = patient
      and f.establishment_id is distinct from app.files_of() and app.follows(patient)
    order by f.establishment_id, f.last_activity_at desc) files
  order by 5 desc limit 20 $$;
--> statement-breakpoint
-- A doctor from outside files into a house's file of a patient whom they follow (fr: apport d'un correspondant).
-- It is that house's entry from then on: it follows the file, and the events speak for the house.
create function app.contribute(said jsonb, out entry_id uuid, out is_known boolean)
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  region uuid := app.current_region(); f public.patient_files%rowtype; author public.people%rowtype;
  what public.entry_kind := (said->>'kind')::public.entry_kind; at timestamptz := (said->>'recordedAt')::timestamptz;
begin
  if coalesce(app.actor_kind(), '') <> 'person' or coalesce(app.actor_role(), '') <> 'doctor'
    or app.files_of() is null or what not in ('document', 'result', 'note')
  then raise exception 'record.contributingNotAllowed' using errcode = 'CD403'; end if;
  select * into f from public.patient_files x
  where x.region_id = region and x.id = (said->>'fileId')::uuid and x.patient_id = (said->>'patientId')::uuid
  for key share;
  if not found or f.establishment_id = app.files_of() or not app.follows(f.patient_id)
  then raise exception 'record.patientNotFound' using errcode = 'CD404'; end if;
  select * into author from public.people p where p.id = app.actor_id();

  is_known := false;
  if what <> 'note' then
    -- Sent again, it is the same: by its bytes, and only among what this author brought.
    perform pg_advisory_xact_lock(hashtextextended('contribute/' || f.id || author.id, 0));
    select d.entry_id into entry_id from public.documents d
    join public.record_entries e on e.region_id = d.region_id and e.id = d.entry_id
    where d.region_id = region and d.establishment_id = f.establishment_id and d.patient_id = f.patient_id
      and d.sha256 = said->>'sha256' and e.author_person_id = author.id and e.from_establishment_id is not null
      and e.status = 'current' limit 1;
    if found then is_known := true; return; end if;
  end if;

  insert into public.record_entries (region_id, patient_id, file_id, establishment_id, kind, title, occurred_at,
    recorded_at, media_type, author_person_id, author_name, author_rpps, source, from_establishment_id)
  values (region, f.patient_id, f.id, f.establishment_id, what, said->>'title', (said->>'occurredAt')::timestamptz,
    at, said->>'mediaType', author.id, said->>'authorName', author.rpps, 'person', app.files_of())
  returning id into entry_id;
  if what = 'note' then
    insert into public.notes (region_id, entry_id, body, signed_at) values (region, entry_id, said->>'body', at);
  else
    -- Its own id when its producer gave none: if the house sends it back to us, it is known by it.
    insert into public.documents (region_id, entry_id, establishment_id, patient_id, type_code, media_type,
      byte_length, sha256, blob_key, unique_id)
    values (region, entry_id, f.establishment_id, f.patient_id, said->>'typeCode', said->>'mediaType',
      (said->>'byteLength')::int, said->>'sha256', said->>'blobKey', coalesce(said->>'uniqueId', entry_id::text));
    if said->>'text' is not null then
      insert into public.document_texts (region_id, entry_id, content) values (region, entry_id, said->>'text');
    end if;
  end if;
  insert into public.entry_provenances (region_id, entry_id, channel, received_at)
  values (region, entry_id, 'screen', at);
  update public.patient_files x set last_activity_at = greatest(x.last_activity_at, at)
  where x.region_id = region and x.id = f.id;
  perform app.write_audit('record.contribution.file', 'record_entry/' || entry_id, f.patient_id, 'done',
                          jsonb_build_object('to', f.establishment_id, 'kind', what));
  insert into public.outbox (region_id, establishment_id, actor_id, request_id, name, payload)
  values
    (region, f.establishment_id, author.id, app.request_id(), 'record.entry.filed',
     jsonb_build_object('entryId', entry_id, 'patientId', f.patient_id, 'kind', what)),
    (region, f.establishment_id, author.id, app.request_id(), 'record.entry.contributed',
     jsonb_build_object('entryId', entry_id, 'patientId', f.patient_id, 'establishmentId', f.establishment_id));
exception when unique_violation then
  raise exception 'record.documentThereAlready' using errcode = 'CD409';
end $$;
--> statement-breakpoint
-- Who of the house has opened what one brought there: told to its author, by name.
create function app.contribution_readers(entry uuid) returns table (name text, at timestamptz)
  language sql stable security definer set search_path = pg_catalog as $$
  select concat_ws(' ', p.title, p.given_name, p.family_name), min(a.at)
  from public.record_entries e
  join public.audit_entries a on a.region_id = e.region_id and a.patient_id = e.patient_id and a.at >= e.recorded_at
    and a.establishment_id = e.establishment_id and a.actor_kind = 'person' and a.outcome = 'done'
    and a.subject = 'record_entry/' || e.id and a.action ~ '^record\.[a-z]+\.read$'
  join public.people p on p.id = a.actor_id
  where e.region_id = app.current_region() and e.id = entry and e.from_establishment_id is not null
    and e.author_person_id = app.actor_id() and app.follows(e.patient_id)
  group by p.id, p.title, p.given_name, p.family_name order by 2 limit 20 $$;
--> statement-breakpoint
do $$
declare f text;
begin
  foreach f in array array['app.follows(uuid)', 'app.receiving_files(uuid)', 'app.contribute(jsonb)', 'app.contribution_readers(uuid)']
  loop
    execute format('alter function %s owner to app_definer', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
--> statement-breakpoint
grant execute on function app.receiving_files(uuid), app.contribute(jsonb), app.contribution_readers(uuid) to app_user;
