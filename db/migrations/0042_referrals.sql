-- By hand, before the policies that ask it: of which services of the house in which one works one opens the requests,
-- or those for whom one stands in. Asked once for a query, so that the policy of requests stays a plain equality.
create function app.referral_services() returns uuid[]
  language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  return (select coalesce(array_agg(m.service_id), '{}') from public.referral_members m
    where m.region_id = app.current_region() and m.person_id = any (app.grantees())
      and m.establishment_id = app.files_of());
end $$;
--> statement-breakpoint
CREATE TABLE "referral_acts" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"referral_id" uuid NOT NULL,
	"act" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"person_id" uuid,
	"person_name" text,
	"establishment_id" uuid NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"scheduled_for" timestamp with time zone,
	CONSTRAINT "referral_acts_region_id_id_pk" PRIMARY KEY("region_id","id")
);
--> statement-breakpoint
ALTER TABLE "referral_acts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "referral_documents" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"referral_id" uuid NOT NULL,
	"title" text NOT NULL,
	"type_code" text,
	"occurred_at" timestamp with time zone NOT NULL,
	"media_type" text NOT NULL,
	"byte_length" integer NOT NULL,
	"sha256" text NOT NULL,
	"blob_key" text NOT NULL,
	"is_answer" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "referral_documents_region_id_id_pk" PRIMARY KEY("region_id","id")
);
--> statement-breakpoint
ALTER TABLE "referral_documents" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "referral_members" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"service_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"is_deputy" boolean DEFAULT false NOT NULL,
	"joined_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "referral_members_region_id_service_id_person_id_pk" PRIMARY KEY("region_id","service_id","person_id")
);
--> statement-breakpoint
ALTER TABLE "referral_members" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "referral_services" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"name" text NOT NULL,
	"about" text DEFAULT '' NOT NULL,
	"takes_referrals" boolean DEFAULT true NOT NULL,
	"takes_advice" boolean DEFAULT true NOT NULL,
	"closed_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "referral_services_region_id_id_pk" PRIMARY KEY("region_id","id")
);
--> statement-breakpoint
ALTER TABLE "referral_services" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "referrals" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"patient_id" uuid NOT NULL,
	"asked_by" uuid NOT NULL,
	"asker_establishment_id" uuid NOT NULL,
	"asker_name" text NOT NULL,
	"asker_rpps" text,
	"kind" text DEFAULT 'advice' NOT NULL,
	"urgency" text DEFAULT 'soon' NOT NULL,
	"service_id" uuid,
	"establishment_id" uuid,
	"wished_person_id" uuid,
	"question" text DEFAULT '' NOT NULL,
	"is_patient_informed" boolean DEFAULT false NOT NULL,
	"identity" jsonb,
	"state" text DEFAULT 'draft' NOT NULL,
	"sent_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	"received_at" timestamp with time zone,
	"reacted_at" timestamp with time zone,
	"settled_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"scheduled_for" timestamp with time zone,
	"appointment_entry_id" uuid,
	"answer" text,
	"answered_by" uuid,
	"refusal_reason" text,
	"redirect_service_id" uuid,
	"request_entry_id" uuid,
	"answer_entry_id" uuid,
	"made_file" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "referrals_region_id_id_pk" PRIMARY KEY("region_id","id")
);
--> statement-breakpoint
ALTER TABLE "referrals" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "referral_acts" ADD CONSTRAINT "referral_acts_region_id_referral_id_referrals_region_id_id_fk" FOREIGN KEY ("region_id","referral_id") REFERENCES "public"."referrals"("region_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "referral_documents" ADD CONSTRAINT "referral_documents_region_id_referral_id_referrals_region_id_id_fk" FOREIGN KEY ("region_id","referral_id") REFERENCES "public"."referrals"("region_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "referral_members" ADD CONSTRAINT "referral_members_region_id_service_id_referral_services_region_id_id_fk" FOREIGN KEY ("region_id","service_id") REFERENCES "public"."referral_services"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "referral_members" ADD CONSTRAINT "referral_members_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "referral_services" ADD CONSTRAINT "referral_services_region_id_establishment_id_establishments_region_id_id_fk" FOREIGN KEY ("region_id","establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "referrals" ADD CONSTRAINT "referrals_region_id_patient_id_patients_region_id_id_fk" FOREIGN KEY ("region_id","patient_id") REFERENCES "public"."patients"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "referrals" ADD CONSTRAINT "referrals_asked_by_people_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "referrals" ADD CONSTRAINT "referrals_asker_house" FOREIGN KEY ("region_id","asker_establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "referrals" ADD CONSTRAINT "referrals_service" FOREIGN KEY ("region_id","service_id") REFERENCES "public"."referral_services"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "referrals" ADD CONSTRAINT "referrals_redirect" FOREIGN KEY ("region_id","redirect_service_id") REFERENCES "public"."referral_services"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "referrals" ADD CONSTRAINT "referrals_request_entry" FOREIGN KEY ("region_id","request_entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "referrals" ADD CONSTRAINT "referrals_answer_entry" FOREIGN KEY ("region_id","answer_entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "referrals" ADD CONSTRAINT "referrals_appointment" FOREIGN KEY ("region_id","appointment_entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "referral_acts_by_referral" ON "referral_acts" USING btree ("region_id","referral_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "referral_documents_once" ON "referral_documents" USING btree ("region_id","referral_id","sha256","is_answer");--> statement-breakpoint
CREATE INDEX "referral_members_by_person" ON "referral_members" USING btree ("region_id","person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "referral_services_name" ON "referral_services" USING btree ("region_id","establishment_id","name");--> statement-breakpoint
CREATE UNIQUE INDEX "referrals_one_draft" ON "referrals" USING btree ("region_id","asked_by","patient_id") WHERE state = 'draft';--> statement-breakpoint
CREATE INDEX "referrals_by_patient" ON "referrals" USING btree ("region_id","patient_id");--> statement-breakpoint
CREATE INDEX "referrals_asked" ON "referrals" USING btree ("region_id","asked_by","updated_at" DESC NULLS FIRST,"id");--> statement-breakpoint
CREATE INDEX "referrals_open" ON "referrals" USING btree ("region_id","establishment_id","due_at","id") WHERE closed_at is null and sent_at is not null;--> statement-breakpoint
CREATE INDEX "referrals_closed" ON "referrals" USING btree ("region_id","establishment_id","closed_at" DESC NULLS FIRST,"id") WHERE closed_at is not null;--> statement-breakpoint
CREATE INDEX "referrals_figures" ON "referrals" USING btree ("region_id","establishment_id","sent_at");--> statement-breakpoint
CREATE POLICY "referral_acts_region_wall" ON "referral_acts" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "referral_acts_by_referral" ON "referral_acts" AS PERMISSIVE FOR SELECT TO "app_user" USING ((
    select true from public.referrals r
    where r.region_id = referral_acts.region_id and r.id = referral_acts.referral_id
    limit 1));--> statement-breakpoint
CREATE POLICY "referral_acts_insert" ON "referral_acts" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK (person_id is not distinct from (select app.actor_id()) and establishment_id = (select app.files_of()) and (
    select true from public.referrals r
    where r.region_id = referral_acts.region_id and r.id = referral_acts.referral_id
    limit 1));--> statement-breakpoint
CREATE POLICY "referral_acts_definer" ON "referral_acts" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "referral_acts_owner" ON "referral_acts" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "referral_documents_region_wall" ON "referral_documents" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "referral_documents_by_referral" ON "referral_documents" AS PERMISSIVE FOR SELECT TO "app_user" USING ((
    select true from public.referrals r
    where r.region_id = referral_documents.region_id and r.id = referral_documents.referral_id
    limit 1));--> statement-breakpoint
CREATE POLICY "referral_documents_insert" ON "referral_documents" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK ((
    select true from public.referrals r
    where r.region_id = referral_documents.region_id and r.id = referral_documents.referral_id and r.closed_at is null and (referral_documents.is_answer or r.asked_by = (select app.actor_id()))
    limit 1));--> statement-breakpoint
CREATE POLICY "referral_documents_delete" ON "referral_documents" AS PERMISSIVE FOR DELETE TO "app_user" USING ((
    select true from public.referrals r
    where r.region_id = referral_documents.region_id and r.id = referral_documents.referral_id and r.state = 'draft'
    limit 1));--> statement-breakpoint
CREATE POLICY "referral_documents_definer" ON "referral_documents" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "referral_documents_owner" ON "referral_documents" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "referral_members_region_wall" ON "referral_members" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "referral_members_region" ON "referral_members" AS PERMISSIVE FOR SELECT TO "app_user" USING (true);--> statement-breakpoint
CREATE POLICY "referral_members_insert" ON "referral_members" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "referral_members_update" ON "referral_members" AS PERMISSIVE FOR UPDATE TO "app_user" USING (establishment_id = (select app.establishment_id())) WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "referral_members_delete" ON "referral_members" AS PERMISSIVE FOR DELETE TO "app_user" USING (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "referral_members_definer" ON "referral_members" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "referral_members_owner" ON "referral_members" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "referral_services_region_wall" ON "referral_services" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "referral_services_region" ON "referral_services" AS PERMISSIVE FOR SELECT TO "app_user" USING (true);--> statement-breakpoint
CREATE POLICY "referral_services_insert" ON "referral_services" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "referral_services_update" ON "referral_services" AS PERMISSIVE FOR UPDATE TO "app_user" USING (establishment_id = (select app.establishment_id())) WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "referral_services_definer" ON "referral_services" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "referral_services_owner" ON "referral_services" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "referrals_region_wall" ON "referrals" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "referrals_agenda" ON "referrals" AS RESTRICTIVE FOR SELECT TO "app_user" USING (not (select app.reads_agenda_only()));--> statement-breakpoint
CREATE POLICY "referrals_asked" ON "referrals" AS PERMISSIVE FOR SELECT TO "app_user" USING (asked_by = any ((select app.grantees())::uuid[]));--> statement-breakpoint
CREATE POLICY "referrals_received" ON "referrals" AS PERMISSIVE FOR SELECT TO "app_user" USING (service_id = any ((select app.referral_services())::uuid[]) and sent_at is not null);--> statement-breakpoint
CREATE POLICY "referrals_by_feed" ON "referrals" AS PERMISSIVE FOR SELECT TO "app_user" USING (establishment_id = (select app.files_of()) and (select app.actor_kind()) = 'system' and sent_at is not null);--> statement-breakpoint
CREATE POLICY "referrals_insert" ON "referrals" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK (asked_by = (select app.actor_id()) and asker_establishment_id = (select app.files_of())
    and state = 'draft' and sent_at is null and (
    select true from public.patients p
    where p.region_id = referrals.region_id and p.id = referrals.patient_id
    limit 1));--> statement-breakpoint
CREATE POLICY "referrals_update_asked" ON "referrals" AS PERMISSIVE FOR UPDATE TO "app_user" USING (asked_by = any ((select app.grantees())::uuid[])) WITH CHECK (asked_by = any ((select app.grantees())::uuid[]));--> statement-breakpoint
CREATE POLICY "referrals_update_received" ON "referrals" AS PERMISSIVE FOR UPDATE TO "app_user" USING (service_id = any ((select app.referral_services())::uuid[]) and sent_at is not null) WITH CHECK (service_id = any ((select app.referral_services())::uuid[]) and sent_at is not null);--> statement-breakpoint
CREATE POLICY "referrals_update_by_feed" ON "referrals" AS PERMISSIVE FOR UPDATE TO "app_user" USING (establishment_id = (select app.files_of()) and (select app.actor_kind()) = 'system' and sent_at is not null) WITH CHECK (establishment_id = (select app.files_of()) and (select app.actor_kind()) = 'system' and sent_at is not null);--> statement-breakpoint
CREATE POLICY "referrals_delete" ON "referrals" AS PERMISSIVE FOR DELETE TO "app_user" USING (asked_by = (select app.actor_id()) and state = 'draft');--> statement-breakpoint
CREATE POLICY "referrals_definer" ON "referrals" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "referrals_owner" ON "referrals" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
-- By hand from here: walls that bind the owner too, grants, and what an acceptance begins.
do $$
declare t text;
begin
  foreach t in array array['referral_services', 'referral_members', 'referrals', 'referral_documents', 'referral_acts']
  loop
    execute format('alter table public.%I force row level security', t);
    execute format('grant select on public.%I to app_user, app_definer', t);
  end loop;
end $$;
--> statement-breakpoint
grant insert, update on referral_services, referral_members to app_user;
--> statement-breakpoint
grant insert on referrals, referral_documents, referral_acts to app_user;
--> statement-breakpoint
grant delete on referral_members, referrals, referral_documents to app_user;
--> statement-breakpoint
-- Whom it is about, who asked and what an acceptance made of it are written once, and not by hand.
grant update (kind, urgency, service_id, establishment_id, wished_person_id, question, is_patient_informed, identity,
  state, sent_at, due_at, received_at, reacted_at, settled_at, closed_at, scheduled_for, appointment_entry_id, answer,
  answered_by, refusal_reason, redirect_service_id, answer_entry_id, version, updated_at) on referrals to app_user;
--> statement-breakpoint
grant update (made_file, request_entry_id) on referrals to app_definer;
--> statement-breakpoint
-- The requests about a patient and about whoever was merged into them; which of them one reads, their policies say.
create function app.referrals_of(patient uuid) returns uuid[]
  language sql stable security definer set search_path = pg_catalog as $$
  select coalesce(array_agg(r.id), '{}') from public.referrals r
  where r.region_id = app.current_region() and r.patient_id = any (app.patient_aliases(patient)) $$;
--> statement-breakpoint
-- Who that is today, for those to whom the request is open.
create function app.referral_patient(referral uuid) returns uuid
  language sql stable security definer set search_path = pg_catalog as $$
  select app.living_patient(r.patient_id) from public.referrals r
  where r.region_id = app.current_region() and r.id = referral
    and (r.asked_by = any (app.grantees()) or r.service_id = any (app.referral_services()) and r.sent_at is not null
      or app.actor_kind() = 'system' and r.establishment_id = app.files_of()) $$;
--> statement-breakpoint
-- A file of the own house for a patient it was asked to see: linked to who the asker named, trusted as little as a
-- file can be, and looked at by identity vigilance if somebody here resembles them.
create function app.open_referred_file(patient uuid, referral uuid) returns public.patient_files
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); f public.patient_files%rowtype; other uuid; why text;
begin
  insert into public.patient_files (region_id, establishment_id, patient_id, local_id, birth_name, birth_given_names,
    first_given_name, birth_date, sex, birth_place_code, ins_matricule, ins_oid, identity_status, used_name,
    used_given_name, deceased_at)
  select region, app.files_of(), p.id, 'D' || upper(left(replace(referral::text, '-', ''), 10)), p.birth_name,
    p.birth_given_names, p.first_given_name, p.birth_date, p.sex, p.birth_place_code, p.ins_matricule, p.ins_oid,
    'PROV', p.used_name, p.used_given_name, p.deceased_at
  from public.patients p where p.region_id = region and p.id = patient
  returning * into f;
  select l.other, l.reason into other, why from app.find_lookalike(f) l;
  if other is not null then perform app.open_review(f.id, why, other, null); end if;
  perform app.write_audit('record.file.open', 'patient_file/' || f.id, patient, 'done', '{"answer": "referral"}');
  perform app.refresh_access_tokens(patient);
  perform app.write_event('record.file.changed', jsonb_build_object('fileId', f.id, 'patientId', patient, 'isNew', true));
  return f;
end $$;
--> statement-breakpoint
-- Until when: an opinion has its time, who is taken into care has none; nothing that runs is made shorter.
create function app.begin_referral_relation(patient uuid, grantee uuid, kind public.grantee_kind, origin uuid,
    until_at timestamptz) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare ends timestamptz; is_running boolean;
begin
  select true, c.ends_at into is_running, ends from public.care_relations c
  where c.region_id = app.current_region() and c.patient_id = patient and c.grantee_id = grantee and c.basis = 'referral'
    and c.origin_establishment_id = origin and (c.ends_at is null or c.ends_at > now())
  order by c.ends_at desc nulls first limit 1;
  if is_running then until_at := case when ends is null or until_at is null then null else greatest(ends, until_at) end; end if;
  perform app.start_relation(patient, grantee, kind, 'referral', until_at, origin, app.actor_id());
end $$;
--> statement-breakpoint
-- A service accepts (fr: prise en charge d'une demande): the house has a file, asker and house see the patient's
-- shared record from now on, each by the word of the other, and what was asked and sent along stands in the record.
create function app.accept_referral(referral uuid, said jsonb) returns uuid
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  region uuid := app.current_region(); r public.referrals%rowtype; f public.patient_files%rowtype; d record;
  patient uuid; entry uuid; written uuid; at timestamptz := (said->>'at')::timestamptz; until_at timestamptz;
begin
  if coalesce(app.actor_kind(), '') <> 'person' or app.files_of() is null
  then raise exception 'referrals.decidingNotAllowed' using errcode = 'CD403'; end if;
  select * into r from public.referrals x where x.region_id = region and x.id = referral for update;
  if not found or not coalesce(r.service_id = any (app.referral_services()) and r.sent_at is not null, false)
  then raise exception 'referrals.notFound' using errcode = 'CD404'; end if;
  if r.asked_by = app.actor_id()
  then raise exception 'referrals.ownRequest' using errcode = 'CD403'; end if;
  if r.state not in ('sent', 'received', 'info_asked') or r.request_entry_id is not null
  then raise exception 'referrals.changed' using errcode = 'CD409'; end if;

  patient := app.living_patient(r.patient_id);
  perform from public.patients p where p.region_id = region and p.id = patient for no key update;
  select * into f from public.patient_files x
  where x.region_id = region and x.patient_id = patient and x.establishment_id = app.files_of()
  order by x.last_activity_at desc limit 1 for key share;
  if not found then
    f := app.open_referred_file(patient, r.id);
    update public.referrals x set made_file = true where x.region_id = region and x.id = r.id;
    r.made_file := true;
  end if;

  until_at := case when r.kind = 'advice' then now() + interval '90 days' end;
  perform app.begin_referral_relation(patient, r.asked_by, 'person', r.establishment_id, until_at);
  perform app.begin_referral_relation(patient, r.establishment_id, 'establishment', r.asker_establishment_id, until_at);

  insert into public.record_entries (region_id, patient_id, file_id, establishment_id, kind, title, occurred_at,
    recorded_at, author_person_id, author_name, author_rpps, source, from_establishment_id)
  values (region, patient, f.id, f.establishment_id, 'note', said->>'title', r.sent_at, at, r.asked_by, r.asker_name,
    r.asker_rpps, 'person', r.asker_establishment_id)
  returning id into entry;
  insert into public.notes (region_id, entry_id, body, signed_at) values (region, entry, said->>'body', r.sent_at);
  update public.referrals x set request_entry_id = entry where x.region_id = region and x.id = r.id;

  -- In turn with what the house itself files for this patient; what it has already is not filed again.
  perform pg_advisory_xact_lock(hashtextextended(region || '/' || f.establishment_id || '/documents/' || patient, 3));
  for d in select x.* from public.referral_documents x
    where x.region_id = region and x.referral_id = r.id and not x.is_answer and not exists (
      select from public.documents k join public.record_entries e on e.region_id = k.region_id and e.id = k.entry_id
      where k.region_id = region and k.establishment_id = f.establishment_id and k.patient_id = patient
        and k.sha256 = x.sha256 and e.status = 'current')
    order by x.created_at
  loop
    insert into public.record_entries (region_id, patient_id, file_id, establishment_id, kind, title, occurred_at,
      recorded_at, media_type, author_person_id, author_name, author_rpps, source, from_establishment_id)
    values (region, patient, f.id, f.establishment_id, 'document', d.title, d.occurred_at, at, d.media_type, r.asked_by,
      r.asker_name, r.asker_rpps, 'person', r.asker_establishment_id)
    returning id into written;
    insert into public.documents (region_id, entry_id, establishment_id, patient_id, type_code, media_type, byte_length,
      sha256, blob_key, unique_id)
    values (region, written, f.establishment_id, patient, d.type_code, d.media_type, d.byte_length, d.sha256, d.blob_key,
      written::text);
    perform app.tell_referred_entry(r, patient, written, 'document', at);
  end loop;
  perform app.tell_referred_entry(r, patient, entry, 'note', at);
  update public.patient_files x set last_activity_at = greatest(x.last_activity_at, at)
  where x.region_id = region and x.id = f.id;
  return entry;
end $$;
--> statement-breakpoint
-- What came of a request, as of any contribution; to the software of the house only under a number that it knows.
create function app.tell_referred_entry(r public.referrals, patient uuid, entry uuid, kind text, at timestamptz)
  returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into public.entry_provenances (region_id, entry_id, channel, received_at)
  values (r.region_id, entry, 'screen', at);
  insert into public.outbox (region_id, establishment_id, actor_id, request_id, name, payload)
  values (r.region_id, r.establishment_id, r.asked_by, app.request_id(), 'record.entry.filed',
          jsonb_build_object('entryId', entry, 'patientId', patient, 'kind', kind));
  if not r.made_file then
    insert into public.outbox (region_id, establishment_id, actor_id, request_id, name, payload)
    values (r.region_id, r.establishment_id, r.asked_by, app.request_id(), 'record.entry.contributed',
            jsonb_build_object('entryId', entry, 'patientId', patient, 'establishmentId', r.establishment_id));
  end if;
end $$;
--> statement-breakpoint
-- Called off by who asked: what the acceptance began ends, unless another request of the same two still says so.
create function app.call_off_referral(referral uuid) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); r public.referrals%rowtype; patient uuid; c uuid;
begin
  select * into r from public.referrals x where x.region_id = region and x.id = referral for update;
  if not found or not coalesce(r.asked_by = any (app.grantees()), false) or r.state = 'draft'
  then raise exception 'referrals.notFound' using errcode = 'CD404'; end if;
  patient := app.living_patient(r.patient_id);
  perform from public.referrals o
  where o.region_id = region and o.id <> r.id and o.asked_by = r.asked_by and o.establishment_id = r.establishment_id
    and o.patient_id = any (app.patient_aliases(patient)) and o.request_entry_id is not null and o.state <> 'cancelled';
  if found then return; end if;
  for c in select x.id from public.care_relations x
    where x.region_id = region and x.patient_id = patient and x.basis = 'referral' and (x.ends_at is null or x.ends_at > now())
      and (x.grantee_id = r.asked_by and x.origin_establishment_id = r.establishment_id
        or x.grantee_id = r.establishment_id and x.origin_establishment_id = r.asker_establishment_id)
  loop
    perform app.close_relation(c, 'referral_cancelled');
  end loop;
end $$;
--> statement-breakpoint
-- How long askers wait, by service and month, for who runs the house: figures, and no patient (hours; half of them
-- and nine of ten wait no longer).
create function app.referral_figures(since timestamptz)
  returns table (service_id uuid, month text, asked integer, reacted integer, reaction_median double precision,
    reaction_p90 double precision, settled integer, answer_median double precision, answer_p90 double precision)
  language sql stable security definer set search_path = pg_catalog as $$
  select r.service_id, to_char(r.sent_at at time zone z.time_zone, 'YYYY-MM'), count(*)::int, count(w.reaction)::int,
    percentile_cont(0.5) within group (order by w.reaction), percentile_cont(0.9) within group (order by w.reaction),
    count(w.answer)::int, percentile_cont(0.5) within group (order by w.answer),
    percentile_cont(0.9) within group (order by w.answer)
  from public.referrals r
  join public.regions z on z.id = r.region_id
  cross join lateral (select extract(epoch from r.reacted_at - r.sent_at) / 3600 as reaction,
                             extract(epoch from r.settled_at - r.sent_at) / 3600 as answer) w
  where r.region_id = app.current_region() and r.establishment_id = app.establishment_id() and r.sent_at >= since
  group by 1, 2 order by 1, 2 $$;
--> statement-breakpoint
do $$
declare f record;
begin
  for f in select p.oid::regprocedure as signature from pg_proc p
    where p.pronamespace = 'app'::regnamespace and p.proname in ('referral_services', 'referrals_of', 'referral_patient',
      'open_referred_file', 'begin_referral_relation', 'accept_referral', 'tell_referred_entry', 'call_off_referral',
      'referral_figures')
  loop
    execute format('alter function %s owner to app_definer', f.signature);
    execute format('revoke all on function %s from public', f.signature);
  end loop;
end $$;
--> statement-breakpoint
grant execute on function app.referral_services(), app.referrals_of(uuid), app.referral_patient(uuid),
  app.accept_referral(uuid, jsonb), app.call_off_referral(uuid), app.referral_figures(timestamptz) to app_user;
