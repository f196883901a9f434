CREATE TABLE "delegations" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"doctor_id" uuid NOT NULL,
	"deputy_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"reads" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"end_told_at" timestamp with time zone,
	"created_by" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "delegations_region_id_id_pk" PRIMARY KEY("region_id","id")
);
--> statement-breakpoint
ALTER TABLE "delegations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "relation_questions" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"file_id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"basis" "relation_basis" NOT NULL,
	"rpps" text,
	"person_id" uuid,
	"said_name" text,
	"until_at" timestamp with time zone,
	"entry_id" uuid,
	"relation_id" uuid,
	"note" text,
	"state" text DEFAULT 'open' NOT NULL,
	"created_by" uuid,
	"settled_by" uuid,
	"settled_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "relation_questions_region_id_id_pk" PRIMARY KEY("region_id","id")
);
--> statement-breakpoint
ALTER TABLE "relation_questions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "relation_settings" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"gp_change_delay_days" integer NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "relation_settings_region_id_establishment_id_pk" PRIMARY KEY("region_id","establishment_id")
);
--> statement-breakpoint
ALTER TABLE "relation_settings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "care_relations" ADD COLUMN "end_told_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "delegations" ADD CONSTRAINT "delegations_region_id_establishment_id_establishments_region_id_id_fk" FOREIGN KEY ("region_id","establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delegations" ADD CONSTRAINT "delegations_doctor_id_people_id_fk" FOREIGN KEY ("doctor_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delegations" ADD CONSTRAINT "delegations_deputy_id_people_id_fk" FOREIGN KEY ("deputy_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relation_questions" ADD CONSTRAINT "relation_questions_file" FOREIGN KEY ("region_id","file_id","patient_id") REFERENCES "public"."patient_files"("region_id","id","patient_id") ON DELETE no action ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "relation_questions" ADD CONSTRAINT "relation_questions_region_id_establishment_id_establishments_region_id_id_fk" FOREIGN KEY ("region_id","establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relation_settings" ADD CONSTRAINT "relation_settings_region_id_establishment_id_establishments_region_id_id_fk" FOREIGN KEY ("region_id","establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delegations_by_deputy" ON "delegations" USING btree ("region_id","deputy_id","ends_at");--> statement-breakpoint
CREATE INDEX "delegations_by_doctor" ON "delegations" USING btree ("region_id","doctor_id","ends_at");--> statement-breakpoint
CREATE INDEX "delegations_of_house" ON "delegations" USING btree ("region_id","establishment_id","ends_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "delegations_untold" ON "delegations" USING btree ("region_id","ends_at") WHERE end_told_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "relation_questions_waiting" ON "relation_questions" USING btree ("region_id","file_id","basis","rpps") WHERE kind = 'waiting' and state = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "relation_questions_proposed" ON "relation_questions" USING btree ("region_id","file_id","rpps") WHERE kind = 'proposed';--> statement-breakpoint
CREATE INDEX "relation_questions_by_patient" ON "relation_questions" USING btree ("region_id","patient_id");--> statement-breakpoint
CREATE INDEX "relation_questions_open" ON "relation_questions" USING btree ("region_id","establishment_id","created_at" DESC NULLS FIRST) WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "relation_questions_of_number" ON "relation_questions" USING btree ("region_id","rpps") WHERE kind = 'waiting' and state = 'open';--> statement-breakpoint
CREATE INDEX "care_relations_untold" ON "care_relations" USING btree ("region_id","ends_at") WHERE ends_at is not null and end_told_at is null;--> statement-breakpoint
CREATE POLICY "delegations_region_wall" ON "delegations" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "delegations_house" ON "delegations" AS PERMISSIVE FOR SELECT TO "app_user" USING (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "delegations_deputy" ON "delegations" AS PERMISSIVE FOR SELECT TO "app_user" USING (deputy_id = (select app.actor_id()));--> statement-breakpoint
CREATE POLICY "delegations_definer" ON "delegations" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "delegations_identity" ON "delegations" AS PERMISSIVE FOR ALL TO "app_identity" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "delegations_owner" ON "delegations" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "relation_questions_region_wall" ON "relation_questions" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "relation_questions_own" ON "relation_questions" AS PERMISSIVE FOR SELECT TO "app_user" USING (establishment_id = (select app.files_of()));--> statement-breakpoint
CREATE POLICY "relation_questions_definer" ON "relation_questions" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "relation_questions_owner" ON "relation_questions" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "relation_settings_region_wall" ON "relation_settings" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "relation_settings_own" ON "relation_settings" AS PERMISSIVE FOR ALL TO "app_user" USING (establishment_id = (select app.establishment_id())) WITH CHECK (establishment_id = (select app.establishment_id()));--> statement-breakpoint
CREATE POLICY "relation_settings_definer" ON "relation_settings" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "relation_settings_owner" ON "relation_settings" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
-- By hand from here: walls that bind the owner too, grants, and the functions by which relations begin and end.
alter table relation_questions force row level security;
--> statement-breakpoint
alter table relation_settings force row level security;
--> statement-breakpoint
alter table delegations force row level security;
--> statement-breakpoint
grant select on relation_questions, relation_settings, delegations to app_user;
--> statement-breakpoint
grant insert, update on relation_settings to app_user;
--> statement-breakpoint
grant select, insert, update on relation_questions, delegations to app_definer;
--> statement-breakpoint
grant delete on relation_questions to app_definer;
--> statement-breakpoint
grant select on relation_settings to app_definer;
--> statement-breakpoint
grant select on delegations to app_identity;
--> statement-breakpoint
-- Ends that are past were told then.
update care_relations set end_told_at = ends_at where ends_at <= now();
--> statement-breakpoint
-- Two establishments may say the same of one doctor: each takes back what it said itself.
drop index care_relations_running;
--> statement-breakpoint
create unique index care_relations_running
  on care_relations (region_id, patient_id, grantee_id, basis, origin_establishment_id) nulls not distinct
  where ends_at is null;
--> statement-breakpoint
-- Begins, or runs on: whoever is named again loses an end that was set, or gets the one that is said now.
create function app.start_relation(patient uuid, grantee uuid, kind public.grantee_kind, why public.relation_basis,
    until_at timestamptz, origin uuid, said_by uuid) returns uuid
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); relation uuid; is_merged boolean; ends timestamptz;
begin
  select p.merged_into is not null into is_merged from public.patients p
  where p.region_id = region and p.id = patient for key share;
  if is_merged then patient := app.living_patient(patient); end if;
  perform pg_advisory_xact_lock(hashtextextended(
    region::text || patient || grantee || why || coalesce(origin::text, ''), 3));
  select c.id, c.ends_at into relation, ends from public.care_relations c
  where c.region_id = region and c.patient_id = patient and c.grantee_id = grantee and c.basis = why
    and c.origin_establishment_id is not distinct from origin and (c.ends_at is null or c.ends_at > now())
  order by c.ends_at desc nulls first limit 1;
  if found then
    if ends is distinct from until_at then
      update public.care_relations c set ends_at = until_at, end_reason = null, version = c.version + 1, updated_at = now()
      where c.region_id = region and c.id = relation;
      perform app.refresh_access_tokens(patient);
      perform app.write_audit('record.relation.prolong', 'care_relation/' || relation, patient, 'done',
                              jsonb_build_object('basis', why, 'grantee', grantee));
      perform app.write_event('record.relation.began', jsonb_build_object(
        'relationId', relation, 'patientId', patient, 'granteeId', grantee));
    end if;
    return relation;
  end if;
  insert into public.care_relations (region_id, patient_id, grantee_id, grantee_kind, basis, ends_at,
                                     origin_establishment_id, created_by)
  values (region, patient, grantee, kind, why, until_at, origin, said_by) returning id into relation;
  perform app.refresh_access_tokens(patient);
  perform app.write_audit('record.relation.begin', 'care_relation/' || relation, patient, 'done',
                          jsonb_build_object('basis', why, 'grantee', grantee));
  perform app.write_event('record.relation.began', jsonb_build_object(
    'relationId', relation, 'patientId', patient, 'granteeId', grantee));
  return relation;
end $$;
--> statement-breakpoint
create or replace function app.begin_relation(patient uuid, grantee uuid, kind public.grantee_kind,
    why public.relation_basis, until_at timestamptz) returns uuid
  language sql security definer set search_path = pg_catalog as $$
  select app.start_relation(patient, grantee, kind, why, until_at, app.files_of(), app.actor_id()) $$;
--> statement-breakpoint
-- Ends now. An end is written once; the relation stays as a trace of who could see, until when.
create or replace function app.close_relation(relation uuid, why text) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare c public.care_relations%rowtype;
begin
  update public.care_relations r set ends_at = now(), end_reason = why, end_told_at = now(),
    version = r.version + 1, updated_at = now()
  where r.region_id = app.current_region() and r.id = relation and (r.ends_at is null or r.ends_at > now())
  returning * into c;
  if not found then return; end if;
  perform app.refresh_access_tokens(c.patient_id);
  perform app.write_audit('record.relation.end', 'care_relation/' || relation, c.patient_id, 'done',
                          jsonb_build_object('reason', why));
  perform app.write_event('record.relation.ended', jsonb_build_object(
    'relationId', relation, 'patientId', c.patient_id, 'granteeId', c.grantee_id));
end $$;
--> statement-breakpoint
-- A former GP hands over: the end comes after the delay that the own establishment has set, seven days if none.
create function app.close_relation_later(relation uuid, why text) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare days integer; c public.care_relations%rowtype;
begin
  select s.gp_change_delay_days into days from public.relation_settings s
  where s.region_id = app.current_region() and s.establishment_id = app.files_of();
  days := coalesce(days, 7);
  if days = 0 then perform app.close_relation(relation, why); return; end if;
  update public.care_relations r set ends_at = now() + make_interval(days => days), end_reason = why,
    version = r.version + 1, updated_at = now()
  where r.region_id = app.current_region() and r.id = relation and r.ends_at is null
  returning * into c;
  if not found then return; end if;
  perform app.refresh_access_tokens(c.patient_id);
  perform app.write_audit('record.relation.limit', 'care_relation/' || relation, c.patient_id, 'done',
                          jsonb_build_object('reason', why, 'days', days));
  perform app.write_event('record.circle.changed', jsonb_build_object(
    'patientId', c.patient_id, 'establishmentId', c.origin_establishment_id));
end $$;
--> statement-breakpoint
-- Relations and delegations whose time is over: open pages are told. Several at once take different ones.
create function app.note_reached_ends(max_rows integer) returns integer
  language plpgsql security definer set search_path = pg_catalog as $$
declare c record; noted integer := 0; region uuid := app.current_region();
begin
  if app.actor_kind() <> 'system' then raise exception 'record.sweepNotAllowed' using errcode = 'CD403'; end if;
  for c in select r.id, r.patient_id, r.grantee_id, r.end_reason from public.care_relations r
    where r.region_id = region and r.end_told_at is null and r.ends_at <= now()
    order by r.ends_at limit max_rows for no key update skip locked
  loop
    update public.care_relations r set end_told_at = now(), end_reason = coalesce(r.end_reason, 'until_reached')
    where r.region_id = region and r.id = c.id;
    perform app.write_audit('record.relation.end', 'care_relation/' || c.id, c.patient_id, 'done',
                            jsonb_build_object('reason', coalesce(c.end_reason, 'until_reached')));
    perform app.write_event('record.relation.ended', jsonb_build_object(
      'relationId', c.id, 'patientId', c.patient_id, 'granteeId', c.grantee_id));
    noted := noted + 1;
  end loop;
  for c in select d.id, d.doctor_id, d.deputy_id from public.delegations d
    where d.region_id = region and d.end_told_at is null and d.ends_at <= now()
    order by d.ends_at limit max_rows for no key update skip locked
  loop
    update public.delegations d set end_told_at = now() where d.region_id = region and d.id = c.id;
    perform app.write_audit('record.delegation.end', 'delegation/' || c.id, null, 'done', '{}');
    perform app.write_event('record.delegation.ended', jsonb_build_object(
      'delegationId', c.id, 'doctorId', c.doctor_id, 'deputyId', c.deputy_id));
    noted := noted + 1;
  end loop;
  return noted;
end $$;
--> statement-breakpoint
-- Who has that number and works in the region, in one of these roles.
create function app.member_by_rpps(number text, roles text[]) returns uuid
  language sql security definer stable set search_path = pg_catalog as $$
  select p.id from public.people p
    join public.memberships m on m.person_id = p.id and m.region_id = app.current_region()
  where p.rpps = number and m.role::text = any (roles) and (m.ends_at is null or m.ends_at > now()) limit 1 $$;
--> statement-breakpoint
create function app.note_question(q public.relation_questions, what text) returns void
  language sql security definer set search_path = pg_catalog as $$
  select app.write_audit('record.relation.' || what, 'relation_question/' || q.id, q.patient_id, 'done',
                         jsonb_build_object('kind', q.kind, 'basis', q.basis, 'grantee', q.person_id));
  select app.write_event('record.circle.changed', jsonb_build_object(
    'patientId', q.patient_id, 'establishmentId', q.establishment_id)) $$;
--> statement-breakpoint
-- A doctor who is not here yet: waits until they are.
create function app.await_doctor(f public.patient_files, why public.relation_basis, number text, name text,
    until_at timestamptz) returns uuid
  language plpgsql security definer set search_path = pg_catalog as $$
declare q public.relation_questions%rowtype;
begin
  insert into public.relation_questions as x (region_id, establishment_id, file_id, patient_id, kind, basis, rpps,
                                              said_name, until_at, created_by)
  values (f.region_id, f.establishment_id, f.id, f.patient_id, 'waiting', why, number, nullif(trim(name), ''),
          until_at, app.actor_id())
  on conflict (region_id, file_id, basis, rpps) where kind = 'waiting' and state = 'open' do update
    set said_name = coalesce(excluded.said_name, x.said_name), until_at = excluded.until_at, updated_at = now()
    where x.until_at is distinct from excluded.until_at
      or x.said_name is distinct from coalesce(excluded.said_name, x.said_name)
  returning * into q;
  if q.id is not null then perform app.note_question(q, 'await'); end if;
  return q.id;
end $$;
--> statement-breakpoint
-- The feed names the patient's GP (fr: médecin traitant déclaré). A GP who is not here yet waits; naming another
-- ends, after the delay, what this establishment said before. A relation that somebody ended by hand does not begin
-- again because the feed repeats itself: only a GP who comes back after another is news.
drop function app.declare_gp(uuid, text);
--> statement-breakpoint
create function app.declare_gp(file uuid, rpps_number text, said_name text default null) returns text
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  f public.patient_files%rowtype;
  gp uuid := app.member_by_rpps(rpps_number, array['doctor']);
  former uuid;
  last public.care_relations%rowtype;
begin
  f := app.lock_file(file);
  if f.id is null or f.establishment_id is distinct from app.files_of() then
    raise exception 'record.fileNotFound' using errcode = 'CD404';
  end if;
  for former in select c.id from public.care_relations c
    where c.region_id = f.region_id and c.patient_id = f.patient_id and c.basis = 'declared_gp'
      and c.origin_establishment_id = f.establishment_id and c.grantee_id is distinct from gp and c.ends_at is null
  loop
    perform app.close_relation_later(former, 'gp_changed');
  end loop;
  update public.relation_questions q set state = 'dismissed', settled_at = now(), version = q.version + 1, updated_at = now()
  where q.region_id = f.region_id and q.file_id = f.id and q.kind = 'waiting' and q.basis = 'declared_gp'
    and q.state = 'open' and q.rpps <> rpps_number;
  if gp is null then
    perform app.await_doctor(f, 'declared_gp', rpps_number, coalesce(said_name, f.declared_gp_name), null);
    return 'waiting';
  end if;
  select * into last from public.care_relations c
  where c.region_id = f.region_id and c.patient_id = f.patient_id and c.grantee_id = gp and c.basis = 'declared_gp'
    and c.origin_establishment_id = f.establishment_id
  order by c.created_at desc limit 1;
  if last.ends_at <= now() and last.end_reason in ('not_my_patient', 'patient_choice', 'care_ended', 'mistake') then
    perform from public.care_relations c
    where c.region_id = f.region_id and c.patient_id = f.patient_id and c.basis = 'declared_gp' and c.grantee_id <> gp
      and c.origin_establishment_id = f.establishment_id and c.created_at >= last.ends_at;
    if not found then
      perform from public.relation_questions q
      where q.region_id = f.region_id and q.file_id = f.id and q.basis = 'declared_gp' and q.kind = 'waiting'
        and q.rpps <> rpps_number and q.created_at >= last.ends_at;
      if not found then return 'ended_by_hand'; end if;
    end if;
  end if;
  perform app.begin_relation(f.patient_id, gp, 'person', 'declared_gp', null);
  return 'declared';
end $$;
--> statement-breakpoint
-- The feed says that this doctor is no longer the patient's GP; without a number, that there is none.
create function app.remove_gp(file uuid, rpps_number text) returns integer
  language plpgsql security definer set search_path = pg_catalog as $$
declare f public.patient_files%rowtype; former uuid; ended integer := 0;
begin
  f := app.lock_file(file);
  if f.id is null or f.establishment_id is distinct from app.files_of() then
    raise exception 'record.fileNotFound' using errcode = 'CD404';
  end if;
  for former in select c.id from public.care_relations c left join public.people p on p.id = c.grantee_id
    where c.region_id = f.region_id and c.patient_id = f.patient_id and c.basis = 'declared_gp'
      and c.origin_establishment_id = f.establishment_id and c.ends_at is null
      and (rpps_number is null or p.rpps = rpps_number)
  loop
    perform app.close_relation_later(former, 'gp_removed');
    ended := ended + 1;
  end loop;
  update public.relation_questions q set state = 'dismissed', settled_at = now(), version = q.version + 1, updated_at = now()
  where q.region_id = f.region_id and q.file_id = f.id and q.kind = 'waiting' and q.basis = 'declared_gp'
    and q.state = 'open' and (rpps_number is null or q.rpps = rpps_number);
  update public.patient_files x set declared_gp_rpps = null, declared_gp_name = null, version = x.version + 1
  where x.region_id = f.region_id and x.id = f.id and x.declared_gp_rpps is not null
    and (rpps_number is null or x.declared_gp_rpps = rpps_number);
  return ended;
end $$;
--> statement-breakpoint
-- The patient names a professional at the desk of an establishment that has a file (fr: désignation).
create or replace function app.designate(patient uuid, person uuid, until_at timestamptz) returns uuid
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform from public.patient_files f
  where f.region_id = app.current_region() and f.patient_id = patient and f.establishment_id = app.files_of();
  if not found then raise exception 'record.patientNotFound' using errcode = 'CD404'; end if;
  perform from public.memberships m
  where m.region_id = app.current_region() and m.person_id = person and (m.ends_at is null or m.ends_at > now());
  if not found then raise exception 'record.personNotFound' using errcode = 'CD404'; end if;
  if until_at <= now() then raise exception 'record.untilPast' using errcode = 'CD422'; end if;
  return app.begin_relation(patient, person, 'person', 'designation', until_at);
end $$;
--> statement-breakpoint
-- The same by number: begins when somebody here has it, else waits for them.
create function app.designate_by_rpps(patient uuid, number text, name text, until_at timestamptz) returns text
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  f public.patient_files%rowtype;
  file uuid;
  person uuid := app.member_by_rpps(number, array['doctor', 'nurse_coordinator']);
begin
  if until_at <= now() then raise exception 'record.untilPast' using errcode = 'CD422'; end if;
  select x.id into file from public.patient_files x
  where x.region_id = app.current_region() and x.patient_id = patient and x.establishment_id = app.files_of()
  order by x.last_activity_at desc limit 1;
  if not found then raise exception 'record.patientNotFound' using errcode = 'CD404'; end if;
  if person is not null then
    perform app.begin_relation(patient, person, 'person', 'designation', until_at);
    return 'begun';
  end if;
  f := app.lock_file(file);
  perform app.await_doctor(f, 'designation', number, name, until_at);
  return 'waiting';
end $$;
--> statement-breakpoint
-- Whoever was waited for is here: what waited begins, in the name of the establishment that said it.
create function app.begin_awaited(person uuid, max_rows integer) returns integer
  language plpgsql security definer set search_path = pg_catalog as $$
declare w record; q public.relation_questions%rowtype; region uuid := app.current_region(); begun integer := 0;
begin
  if app.actor_kind() <> 'system' then raise exception 'record.sweepNotAllowed' using errcode = 'CD403'; end if;
  for w in select x.id, x.patient_id, p.id as person_id from public.relation_questions x
      join public.people p on p.rpps = x.rpps
    where x.region_id = region and x.kind = 'waiting' and x.state = 'open' and (person is null or p.id = person)
      and exists (select from public.memberships m
        where m.region_id = region and m.person_id = p.id and (m.ends_at is null or m.ends_at > now())
          and (m.role = 'doctor' or x.basis <> 'declared_gp' and m.role = 'nurse_coordinator'))
    order by x.created_at limit max_rows
  loop
    -- Patients before what hangs on them, as everywhere.
    perform from public.patients p where p.region_id = region and p.id = w.patient_id for key share;
    select * into q from public.relation_questions x
    where x.region_id = region and x.id = w.id and x.state = 'open' for no key update skip locked;
    continue when not found;
    if q.until_at <= now() then
      update public.relation_questions x set state = 'dismissed', settled_at = now(), updated_at = now()
      where x.region_id = region and x.id = q.id;
      continue;
    end if;
    q.relation_id := app.start_relation(q.patient_id, w.person_id, 'person', q.basis, q.until_at,
                                        q.establishment_id, q.created_by);
    q.person_id := w.person_id;
    update public.relation_questions x set state = 'applied', settled_at = now(), updated_at = now(),
      person_id = q.person_id, relation_id = q.relation_id, version = x.version + 1
    where x.region_id = region and x.id = q.id;
    perform app.note_question(q, 'apply');
    begun := begun + 1;
  end loop;
  return begun;
end $$;
--> statement-breakpoint
-- Whom a letter is addressed to, as far as they work here and have no access yet: a question, never a right.
create function app.propose_recipients(entry uuid, numbers text[]) returns integer
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  region uuid := app.current_region();
  e record;
  q public.relation_questions%rowtype;
  asked integer := 0;
  who record;
begin
  select x.id, x.file_id, x.patient_id, x.establishment_id into e from public.record_entries x
  where x.region_id = region and x.id = entry and x.establishment_id = app.files_of();
  if not found then raise exception 'record.entryNotFound' using errcode = 'CD404'; end if;
  for who in select distinct n.number, app.member_by_rpps(n.number, array['doctor']) as person_id
    from unnest(numbers[:20]) n(number)
  loop
    continue when who.person_id is null;
    perform from public.memberships m
    where m.region_id = region and m.person_id = who.person_id and m.establishment_id = e.establishment_id
      and (m.ends_at is null or m.ends_at > now());
    continue when found;
    perform from public.care_relations c
    where c.region_id = region and c.patient_id = e.patient_id and c.grantee_id = who.person_id
      and (c.ends_at is null or c.ends_at > now());
    continue when found;
    insert into public.relation_questions (region_id, establishment_id, file_id, patient_id, kind, basis, rpps,
                                           person_id, entry_id)
    values (region, e.establishment_id, e.file_id, e.patient_id, 'proposed', 'care_circle', who.number,
            who.person_id, e.id)
    on conflict do nothing returning * into q;
    continue when not found;
    perform app.note_question(q, 'propose');
    asked := asked + 1;
  end loop;
  return asked;
end $$;
--> statement-breakpoint
-- What the establishment answers: a proposal accepted or refused, a doctor who declined restored or let go, a doctor
-- who was waited for no longer awaited.
create function app.settle_question(question uuid, accept boolean) returns text
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); q public.relation_questions%rowtype; patient uuid;
begin
  select x.patient_id into patient from public.relation_questions x
  where x.region_id = region and x.id = question and x.establishment_id = app.files_of();
  if not found then raise exception 'record.questionNotFound' using errcode = 'CD404'; end if;
  perform from public.patients p where p.region_id = region and p.id = patient for key share;
  select * into q from public.relation_questions x where x.region_id = region and x.id = question for no key update;
  if q.state <> 'open' then raise exception 'record.questionSettled' using errcode = 'CD409'; end if;
  if accept and q.kind = 'waiting' then raise exception 'record.doctorNotHere' using errcode = 'CD409'; end if;
  if accept then
    q.relation_id := app.start_relation(q.patient_id, q.person_id, 'person', q.basis, null, q.establishment_id,
                                        app.actor_id());
  end if;
  q.state := case when accept then 'applied' else 'dismissed' end;
  update public.relation_questions x set state = q.state, relation_id = q.relation_id, settled_by = app.actor_id(),
    settled_at = now(), updated_at = now(), version = x.version + 1
  where x.region_id = region and x.id = question;
  perform app.note_question(q, case when accept then 'accept' else 'refuse' end);
  return q.state;
end $$;
--> statement-breakpoint
-- "Not my patient": whatever led this person to the patient ends, and whoever said so is told.
create function app.leave_patient(patient uuid, why text) returns integer
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  region uuid := app.current_region();
  me uuid := app.actor_id();
  c public.care_relations%rowtype;
  q public.relation_questions%rowtype;
  file uuid;
  number text;
  left_count integer := 0;
begin
  perform from public.patients p where p.region_id = region and p.id = patient for key share;
  select p.rpps into number from public.people p where p.id = me;
  for c in select * from public.care_relations r
    where r.region_id = region and r.patient_id = patient and r.grantee_id = me and r.grantee_kind = 'person'
      and r.basis in ('declared_gp', 'designation', 'care_circle', 'referral')
      and (r.ends_at is null or r.ends_at > now())
    order by r.id
  loop
    perform app.close_relation(c.id, 'not_my_patient');
    left_count := left_count + 1;
    select f.id into file from public.patient_files f
    where f.region_id = region and f.patient_id = patient and f.establishment_id = c.origin_establishment_id
    order by f.last_activity_at desc limit 1;
    continue when not found;
    insert into public.relation_questions (region_id, establishment_id, file_id, patient_id, kind, basis, rpps,
                                           person_id, relation_id, note, created_by)
    values (region, c.origin_establishment_id, file, patient, 'declined', c.basis, number, me, c.id, why, me)
    returning * into q;
    perform app.note_question(q, 'decline');
  end loop;
  if left_count = 0 then raise exception 'record.relationNotFound' using errcode = 'CD404'; end if;
  return left_count;
end $$;
--> statement-breakpoint
-- Who may see this patient, why and until when, and who could. Whoever has an own file alone learns who can read
-- what they wrote, but not which other establishment said so, nor of rights that are over and were not theirs.
create function app.care_circle(patient uuid) returns table (id uuid, grantee_id uuid, grantee_kind text, name text,
    place text, basis text, reach text, starts_at timestamptz, ends_at timestamptz, end_reason text,
    origin_name text, is_own boolean, is_mine boolean, said_by text, deputies jsonb)
  language plpgsql stable security definer set search_path = pg_catalog as $$
#variable_conflict use_column
declare
  region uuid := app.current_region();
  own uuid := app.files_of();
  has_file boolean := exists (select from public.patient_files f
    where f.region_id = region and f.patient_id = patient and f.establishment_id = own);
  is_shared boolean := exists (select from public.care_relations c
    where c.region_id = region and c.patient_id = patient and c.grantee_id = any (app.grantees())
      and c.reach = 'shared' and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now()));
begin
  if not (has_file or is_shared) then raise exception 'record.patientNotFound' using errcode = 'CD404'; end if;
  return query
    select c.id, c.grantee_id, c.grantee_kind::text,
      coalesce(concat_ws(' ', p.title, p.given_name, p.family_name), e.name),
      case when p.id is not null then w.name end, c.basis::text, c.reach::text, c.starts_at, c.ends_at, c.end_reason,
      case when is_shared or c.origin_establishment_id = own then o.name end,
      coalesce(c.origin_establishment_id = own, false), c.grantee_id = app.actor_id(),
      case when c.origin_establishment_id = own then concat_ws(' ', s.title, s.given_name, s.family_name) end,
      (select coalesce(jsonb_agg(jsonb_build_object('kind', d.kind, 'endsAt', d.ends_at,
           'name', concat_ws(' ', dp.title, dp.given_name, dp.family_name)) order by d.ends_at), '[]')
       from public.delegations d join public.people dp on dp.id = d.deputy_id
       where d.region_id = region and d.doctor_id = c.grantee_id and d.starts_at <= now() and d.ends_at > now()
         and (c.ends_at is null or c.ends_at > now()))
    from public.care_relations c
    left join public.people p on c.grantee_kind = 'person' and p.id = c.grantee_id
    left join public.establishments e
      on c.grantee_kind = 'establishment' and e.region_id = region and e.id = c.grantee_id
    left join public.establishments o on o.region_id = region and o.id = c.origin_establishment_id
    left join public.people s on s.id = c.created_by
    left join lateral (
      select h.name from public.memberships m
      join public.establishments h on h.region_id = region and h.id = m.establishment_id
      where m.region_id = region and m.person_id = p.id and (m.ends_at is null or m.ends_at > now())
      order by m.created_at limit 1) w on true
    where c.region_id = region and c.patient_id = patient and c.basis <> 'patient'
      and (c.ends_at is null or c.ends_at > now() or is_shared or c.origin_establishment_id = own
           or c.grantee_id = app.actor_id())
    order by (c.ends_at is null or c.ends_at > now()) desc, coalesce(c.ends_at, c.starts_at) desc, c.id
    limit 200;
  return query
    select f.id, f.establishment_id, 'establishment', h.name, null::text, 'file', 'own', min(f.created_at),
      null::timestamptz, null::text, null::text, f.establishment_id = own, false, null::text, '[]'::jsonb
    from public.patient_files f
    join public.establishments h on h.region_id = f.region_id and h.id = f.establishment_id
    where f.region_id = region and f.patient_id = patient and (is_shared or f.establishment_id = own)
    group by f.id, f.establishment_id, h.name
    order by 8 limit 50;
end $$;
--> statement-breakpoint
-- A doctor, or the administrator of their establishment, names who stands in for them or works for them. A locum is a
-- doctor of the region, a secretary works in the same place.
create function app.delegate(doctor uuid, deputy uuid, as_kind text, as_reads text, from_at timestamptz,
    until_at timestamptz) returns uuid
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); house uuid := app.establishment_id(); made uuid;
begin
  if house is null or app.actor_kind() <> 'person' or not (
      app.actor_role() = 'doctor' and doctor = app.actor_id() or app.actor_role() = 'establishment_admin') then
    raise exception 'record.delegationNotAllowed' using errcode = 'CD403';
  end if;
  perform from public.memberships m
  where m.region_id = region and m.person_id = doctor and m.establishment_id = house and m.role = 'doctor'
    and (m.ends_at is null or m.ends_at > now());
  if not found then raise exception 'record.personNotFound' using errcode = 'CD404'; end if;
  perform from public.memberships m
  where m.region_id = region and m.person_id = deputy and (m.ends_at is null or m.ends_at > now())
    and case as_kind when 'locum' then m.role = 'doctor'
                     when 'secretary' then m.role = 'secretary' and m.establishment_id = house else false end;
  if not found then raise exception 'record.personNotFound' using errcode = 'CD404'; end if;
  if deputy = doctor or until_at <= greatest(from_at, now()) or until_at > from_at + interval '1 year'
     or as_reads not in ('all', 'agenda') then
    raise exception 'record.delegationDates' using errcode = 'CD422';
  end if;
  perform pg_advisory_xact_lock(hashtextextended(region::text || doctor || deputy, 4));
  perform from public.delegations d
  where d.region_id = region and d.doctor_id = doctor and d.deputy_id = deputy and d.establishment_id = house
    and d.starts_at < until_at and d.ends_at > from_at;
  if found then raise exception 'record.delegationOverlaps' using errcode = 'CD409'; end if;
  insert into public.delegations (region_id, establishment_id, doctor_id, deputy_id, kind, reads, starts_at, ends_at,
                                  created_by)
  values (region, house, doctor, deputy, as_kind, as_reads, from_at, until_at, app.actor_id())
  returning id into made;
  perform app.write_audit('record.delegation.begin', 'delegation/' || made, null, 'done', jsonb_build_object(
    'doctor', doctor, 'deputy', deputy, 'kind', as_kind, 'reads', as_reads));
  return made;
end $$;
--> statement-breakpoint
create function app.end_delegation(delegation uuid) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare d public.delegations%rowtype;
begin
  update public.delegations x set ends_at = now(), starts_at = least(x.starts_at, now()), end_told_at = now(),
    version = x.version + 1, updated_at = now()
  where x.region_id = app.current_region() and x.id = delegation and x.ends_at > now() and (
    x.doctor_id = app.actor_id() or x.deputy_id = app.actor_id()
    or x.establishment_id = app.establishment_id() and app.actor_role() = 'establishment_admin')
  returning * into d;
  if not found then raise exception 'record.delegationNotFound' using errcode = 'CD404'; end if;
  perform app.write_audit('record.delegation.end', 'delegation/' || d.id, null, 'done', '{}');
  perform app.write_event('record.delegation.ended', jsonb_build_object(
    'delegationId', d.id, 'doctorId', d.doctor_id, 'deputyId', d.deputy_id));
end $$;
--> statement-breakpoint
-- As before; the questions about who may see the patient go along.
create or replace function app.merge_files(survivor text, retired text) returns text
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  region uuid := app.current_region();
  own uuid := app.files_of();
  kept uuid;
  s public.patient_files%rowtype;
  m public.patient_files%rowtype;
  l public.former_local_ids%rowtype;
  entries uuid[];
  consent boolean;
  moved jsonb;
begin
  if region is null or own is null
     or (app.actor_kind() = 'person' and app.actor_role() <> 'identity_vigilance') then
    raise exception 'record.vigilanceNotAllowed' using errcode = 'CD403';
  end if;
  perform pg_advisory_xact_lock(hashtextextended(region::text || own::text || x, 1))
  from unnest(array[least(survivor, retired), greatest(survivor, retired)]) x;
  select o.file into kept from app.own_file_of(survivor) o;
  if kept is null then raise exception 'record.fileNotFound' using errcode = 'CD404'; end if;
  select * into m from public.patient_files f
  where f.region_id = region and f.establishment_id = own and f.local_id = retired;
  if not found then
    select * into l from public.former_local_ids x
    where x.region_id = region and x.establishment_id = own and x.local_id = retired;
    if found and l.file_id <> kept then raise exception 'record.localIdTaken' using errcode = 'CD409'; end if;
    if found then return 'known'; end if;
    -- A number that never came here: if it comes now, it is the surviving file's.
    insert into public.former_local_ids (region_id, establishment_id, local_id, file_id, kind)
    values (region, own, retired, kept, 'merged');
    return 'alias';
  end if;
  if m.id = kept then return 'known'; end if;
  select * into s from public.patient_files f where f.region_id = region and f.id = kept;
  if s.patient_id <> m.patient_id then perform app.lock_patients(s.patient_id, m.patient_id);
  else
    perform app.lock_file(s.id);
    perform app.lock_file(m.id);
  end if;
  perform from public.patient_files f
  where f.region_id = region and (f.id, f.patient_id) in ((s.id, s.patient_id), (m.id, m.patient_id)) having count(*) = 2;
  if not found then raise exception 'record.reviewChanged' using errcode = 'CD409'; end if;
  perform app.refuse_two_proofs(array[m.id], array[s.id]);

  entries := array(select e.id from public.record_entries e where e.region_id = region and e.file_id = m.id);
  update public.record_entries e set file_id = s.id, patient_id = s.patient_id, updated_at = now()
  where e.region_id = region and e.file_id = m.id;
  moved := jsonb_build_object('entries', cardinality(entries), 'copies', app.follow_entries(entries));
  update public.patient_files f set current_unit = coalesce(f.current_unit, m.current_unit),
    last_activity_at = greatest(f.last_activity_at, m.last_activity_at), phone = coalesce(f.phone, m.phone),
    address = coalesce(f.address, m.address), declared_gp_rpps = coalesce(f.declared_gp_rpps, m.declared_gp_rpps),
    declared_gp_name = coalesce(f.declared_gp_name, m.declared_gp_name), version = f.version + 1
  where f.region_id = region and f.id = s.id;
  -- What was said of consent last, if the surviving file has nothing of it.
  select exists (select from public.file_consents c where c.region_id = region and c.file_id = s.id) into consent;
  if consent then delete from public.file_consents c where c.region_id = region and c.file_id = m.id;
  else
    update public.file_consents c set file_id = s.id, patient_id = s.patient_id
    where c.region_id = region and c.file_id = m.id;
  end if;
  delete from public.identity_reviews r where r.region_id = region and r.file_id = m.id
    and (app.living_patient(r.other_patient_id) = s.patient_id or r.reason in (
      select k.reason from public.identity_reviews k where k.region_id = region and k.file_id = s.id));
  update public.identity_reviews r set file_id = s.id where r.region_id = region and r.file_id = m.id;
  update public.identity_reviews r set state = 'attached', updated_at = now()
  where r.region_id = region and r.file_id = s.id and r.state = 'open'
    and app.living_patient(r.other_patient_id) in (s.patient_id, m.patient_id);
  update public.former_local_ids x set file_id = s.id where x.region_id = region and x.file_id = m.id;
  -- What is asked of both is asked once; what only the second was asked goes along.
  delete from public.relation_questions q where q.region_id = region and q.file_id = m.id and exists (
    select from public.relation_questions k
    where k.region_id = region and k.file_id = s.id and k.kind = q.kind and k.rpps = q.rpps
      and (k.kind = 'proposed' or k.kind = 'waiting' and k.basis = q.basis and k.state = 'open' and q.state = 'open'));
  update public.relation_questions q set file_id = s.id, patient_id = s.patient_id
  where q.region_id = region and q.file_id = m.id;
  insert into public.former_local_ids (region_id, establishment_id, local_id, file_id, kind, file)
  values (region, own, m.local_id, s.id, 'merged', to_jsonb(m));
  delete from public.patient_files f where f.region_id = region and f.id = m.id;
  if s.patient_id <> m.patient_id then
    moved := moved || app.relink_files(m.patient_id, s.patient_id, '{}', array[own]);
  else
    perform app.settle_patients(s.patient_id, m.patient_id);
  end if;
  perform app.write_decision(null, 'merge_files', m.patient_id, s.patient_id,
    case when app.actor_kind() = 'person' then 'person' else 'feed' end, moved);
  perform app.write_event('record.file.changed', jsonb_build_object(
    'fileId', s.id, 'patientId', s.patient_id, 'isNew', false));
  return 'merged';
end $$;
--> statement-breakpoint
do $$
declare f record;
begin
  for f in select p.oid::regprocedure as signature from pg_proc p
    where p.pronamespace = 'app'::regnamespace and p.prosecdef and p.proname in (
      'start_relation', 'begin_relation', 'close_relation', 'close_relation_later', 'note_reached_ends',
      'member_by_rpps', 'note_question', 'await_doctor', 'declare_gp', 'remove_gp', 'designate', 'designate_by_rpps',
      'begin_awaited', 'propose_recipients', 'settle_question', 'leave_patient', 'care_circle', 'delegate',
      'end_delegation')
  loop
    execute format('alter function %s owner to app_definer', f.signature);
    execute format('revoke all on function %s from public', f.signature);
  end loop;
end $$;
--> statement-breakpoint
grant execute on function app.note_reached_ends(integer), app.declare_gp(uuid, text, text), app.remove_gp(uuid, text),
  app.designate(uuid, uuid, timestamptz), app.designate_by_rpps(uuid, text, text, timestamptz),
  app.begin_awaited(uuid, integer), app.propose_recipients(uuid, text[]), app.settle_question(uuid, boolean),
  app.leave_patient(uuid, text), app.care_circle(uuid),
  app.delegate(uuid, uuid, text, text, timestamptz, timestamptz), app.end_delegation(uuid) to app_user;
