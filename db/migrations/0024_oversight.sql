-- Whose log a privacy officer reads: the own establishment's; where that coordinates the region, everybody's.
create function app.watched_establishment() returns uuid language sql stable as $$
  select case when app.actor_kind() = 'person' and app.actor_role() = 'privacy_officer' then app.establishment_id() end $$;
--> statement-breakpoint
create function app.watches_region() returns boolean language sql stable as $$
  select coalesce((
    select e.kind = 'coordination' from public.establishments e
    where e.region_id = app.current_region() and e.id = app.watched_establishment()), false) $$;
--> statement-breakpoint
CREATE TABLE "break_glass_accesses" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"relation_id" uuid NOT NULL,
	"category" text NOT NULL,
	"reason" text NOT NULL,
	"found_by" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"review_due_at" timestamp with time zone NOT NULL,
	"verdict" text,
	"comment" text,
	"reviewed_by" uuid,
	"reviewed_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "break_glass_accesses_region_id_id_pk" PRIMARY KEY("region_id","id")
);
--> statement-breakpoint
ALTER TABLE "break_glass_accesses" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "break_glass_accesses" ADD CONSTRAINT "break_glass_accesses_region_id_patient_id_patients_region_id_id_fk" FOREIGN KEY ("region_id","patient_id") REFERENCES "public"."patients"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "break_glass_accesses" ADD CONSTRAINT "break_glass_accesses_relation" FOREIGN KEY ("region_id","relation_id") REFERENCES "public"."care_relations"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "break_glass_accesses" ADD CONSTRAINT "break_glass_accesses_establishment" FOREIGN KEY ("region_id","establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "break_glass_accesses_of_person" ON "break_glass_accesses" USING btree ("region_id","person_id","ends_at");--> statement-breakpoint
CREATE INDEX "break_glass_accesses_of_patient" ON "break_glass_accesses" USING btree ("region_id","patient_id","started_at");--> statement-breakpoint
CREATE INDEX "break_glass_accesses_log" ON "break_glass_accesses" USING btree ("region_id","establishment_id","started_at");--> statement-breakpoint
CREATE INDEX "break_glass_accesses_waiting" ON "break_glass_accesses" USING btree ("region_id","review_due_at") WHERE verdict is null or verdict = 'follow_up';--> statement-breakpoint
CREATE INDEX "break_glass_accesses_running" ON "break_glass_accesses" USING btree ("region_id","ends_at") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "audit_entries_by_person" ON "audit_entries" USING btree ("region_id","actor_id","at");--> statement-breakpoint
CREATE INDEX "audit_entries_by_action" ON "audit_entries" USING btree ("region_id","action","at");--> statement-breakpoint
CREATE POLICY "audit_entries_watched" ON "audit_entries" AS PERMISSIVE FOR SELECT TO "app_user" USING (establishment_id = (select app.watched_establishment()) or (select app.watches_region()));--> statement-breakpoint
CREATE POLICY "stays_definer" ON "stays" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "break_glass_accesses_region_wall" ON "break_glass_accesses" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "break_glass_accesses_own" ON "break_glass_accesses" AS PERMISSIVE FOR SELECT TO "app_user" USING (person_id = (select app.actor_id()));--> statement-breakpoint
CREATE POLICY "break_glass_accesses_watched" ON "break_glass_accesses" AS PERMISSIVE FOR SELECT TO "app_user" USING (establishment_id = (select app.watched_establishment()) or (select app.watches_region()));--> statement-breakpoint
CREATE POLICY "break_glass_accesses_patient" ON "break_glass_accesses" AS PERMISSIVE FOR SELECT TO "app_user" USING ((select app.actor_kind()) = 'patient' and (
    select true from public.care_relations c
    where c.region_id = break_glass_accesses.region_id
      and c.patient_id = break_glass_accesses.patient_id
      and c.grantee_id = any ((select app.grantees())::uuid[])
      and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now())
    limit 1));--> statement-breakpoint
CREATE POLICY "break_glass_accesses_definer" ON "break_glass_accesses" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "break_glass_accesses_owner" ON "break_glass_accesses" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
-- By hand from here: walls that bind the owner too, grants, functions.
alter table break_glass_accesses force row level security;
--> statement-breakpoint
grant select on break_glass_accesses to app_user;
--> statement-breakpoint
grant select, insert, update on break_glass_accesses to app_definer;
--> statement-breakpoint
-- What a patient is opened for: as said, unless who acts holds no right but a broken glass's. Asked by whoever
-- writes the trail, so that no reading under it is told otherwise.
create function app.purpose_of(patient uuid, said text) returns text language sql stable as $$
  select coalesce((
    select 'break_glass' from public.care_relations c
    where c.region_id = app.current_region() and c.patient_id = patient and c.grantee_id = app.actor_id()
      and c.basis = 'break_glass' and c.starts_at <= now() and c.ends_at > now()
    limit 1), said) $$;
--> statement-breakpoint
create or replace function app.write_audit(action text, subject text, patient uuid, outcome text, detail jsonb)
  returns void language sql security definer set search_path = pg_catalog as $$
  insert into public.audit_entries (region_id, actor_id, actor_kind, actor_role, establishment_id, action,
                                    subject, patient_id, purpose, outcome, request_id, detail)
  values (app.current_region(), app.actor_id(), coalesce(app.actor_kind(), 'none'), app.actor_role(),
          app.establishment_id(), action, subject, patient,
          case when patient is not null then app.purpose_of(patient, null) end, outcome, app.request_id(), detail) $$;
--> statement-breakpoint
-- Opens one patient without a right to it (fr: bris de glace). Found by INS, by five strict traits or by a local
-- id, exactly; one answer for "no such record", "more than one" and "this patient refuses it"; the reason comes
-- with the question, so nobody learns that a record exists without having given one. Each question is a row.
create function app.break_glass(asked jsonb, out answer text, out access_id uuid, out patient uuid,
    out until_at timestamptz)
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  region uuid := app.current_region();
  own uuid := app.files_of();
  person uuid := app.actor_id();
  found_ids uuid[];
  qualified uuid[];
  tried integer;
  house jsonb;
  hours integer;
  days integer;
  relation uuid;
begin
  if region is null or own is null or app.actor_kind() <> 'person'
     or app.actor_role() not in ('doctor', 'nurse_coordinator') then
    raise exception 'oversight.glassNotAllowed' using errcode = 'CD403';
  end if;
  if length(trim(coalesce(asked->>'reason', ''))) < 10 or coalesce(asked->>'category', '') = '' then
    raise exception 'oversight.reasonMissing' using errcode = 'CD422';
  end if;
  -- One question at a time, or two at once would both be the tenth.
  perform pg_advisory_xact_lock(hashtextextended(region::text || person::text, 5));
  select count(*) into tried from (
    select from public.audit_entries a
    where a.region_id = region and a.actor_id = person and a.patient_id is null
      and a.at > now() - interval '1 hour' and a.action = 'oversight.glass.ask' limit 10) recent;
  if tried >= 10 then raise exception 'oversight.glassTooOften' using errcode = 'CD429'; end if;

  if asked->>'by' = 'ins' then
    select array_agg(p.id), array_agg(p.id) filter (where p.identity_status = 'QUAL') into found_ids, qualified
    from public.patients p
    where p.region_id = region and p.ins_matricule = asked->>'ins' and p.merged_into is null;
    found_ids := coalesce(qualified, found_ids);
  elsif asked->>'by' = 'traits' then
    select array_agg(p.id) into found_ids from public.patients p
    where p.region_id = region and p.birth_date = (asked->>'birthDate')::date and p.merged_into is null
      and app.fold(p.birth_name) = app.fold(asked->>'birthName')
      and app.fold(p.first_given_name) = app.fold(asked->>'firstGivenName')
      and p.sex::text = asked->>'sex' and p.birth_place_code = asked->>'birthPlaceCode';
  elsif asked->>'by' = 'local_id' then
    select array_agg(f.patient_id) into found_ids from public.patient_files f
    where f.region_id = region and f.establishment_id = (asked->>'establishmentId')::uuid
      and f.local_id = asked->>'localId';
  else
    raise exception 'oversight.glassNotAllowed' using errcode = 'CD422';
  end if;

  answer := 'nothing';
  if cardinality(found_ids) = 1 then
    patient := app.living_patient(found_ids[1]);
    perform from public.care_relations c
    where c.region_id = region and c.patient_id = break_glass.patient and c.grantee_id in (person, own)
      and c.reach = 'shared' and c.basis <> 'break_glass' and c.starts_at <= now()
      and (c.ends_at is null or c.ends_at > now());
    if found then
      answer := 'already';
    else
      select b.id, b.ends_at into access_id, until_at from public.break_glass_accesses b
      where b.region_id = region and b.person_id = person and b.ended_at is null and b.ends_at > now()
        and app.living_patient(b.patient_id) = break_glass.patient
      limit 1;
      if found then
        answer := 'open';
      else
        perform from public.file_consents c
        where c.region_id = region and c.patient_id = break_glass.patient and c.opposes_break_glass;
        if found then
          perform app.write_audit('oversight.glass.break', 'patient/' || patient, patient, 'refused',
                                  jsonb_build_object('reason', 'opposed'));
          patient := null;
        else
          answer := 'opened';
        end if;
      end if;
    end if;
  end if;
  perform app.write_audit('oversight.glass.ask', 'identity/' || (asked->>'by'), null,
    case when answer = 'nothing' then 'refused' else 'done' end, jsonb_build_object('category', asked->>'category'));
  if answer <> 'opened' then return; end if;

  select e.settings into house from public.establishments e where e.region_id = region and e.id = own;
  hours := least(24, greatest(1, coalesce((house->>'breakGlassHours')::integer, 4)));
  days := least(60, greatest(1, coalesce((house->>'breakGlassReviewDays')::integer, 7)));
  until_at := now() + make_interval(hours => hours);
  relation := app.begin_relation(patient, person, 'person', 'break_glass', until_at);
  insert into public.break_glass_accesses (region_id, establishment_id, person_id, patient_id, relation_id, category,
                                           reason, found_by, ends_at, review_due_at)
  values (region, own, person, patient, relation, asked->>'category', trim(asked->>'reason'), asked->>'by', until_at,
          now() + make_interval(days => days))
  returning id into access_id;
  perform app.write_audit('oversight.glass.break', 'break_glass/' || access_id, patient, 'done',
                          jsonb_build_object('category', asked->>'category', 'hours', hours));
  perform app.write_event('oversight.glass.broken', jsonb_build_object(
    'accessId', access_id, 'establishmentId', own));
end $$;
--> statement-breakpoint
-- "End now", by who broke it. Ended twice is ended once.
create function app.end_glass(access uuid) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare b public.break_glass_accesses%rowtype;
begin
  select * into b from public.break_glass_accesses x
  where x.region_id = app.current_region() and x.id = access and x.person_id = app.actor_id() for update;
  if not found then raise exception 'oversight.glassNotFound' using errcode = 'CD404'; end if;
  if b.ended_at is not null then return; end if;
  update public.break_glass_accesses x set ended_at = least(now(), b.ends_at), version = x.version + 1, updated_at = now()
  where x.region_id = b.region_id and x.id = b.id;
  perform app.write_audit('oversight.glass.end', 'break_glass/' || b.id, b.patient_id, 'done', '{}');
  perform app.close_relation(b.relation_id, 'ended_by_person');
end $$;
--> statement-breakpoint
-- The right ended by itself; what remains is to say so to open pages and searches. Answers how many.
create function app.close_spent_glass() returns integer
  language plpgsql security definer set search_path = pg_catalog as $$
declare b record; closed integer := 0;
begin
  if app.actor_kind() <> 'system' then raise exception 'oversight.glassNotAllowed' using errcode = 'CD403'; end if;
  for b in
    select x.id, x.ends_at, x.relation_id, x.person_id, x.patient_id from public.break_glass_accesses x
    where x.region_id = app.current_region() and x.ended_at is null and x.ends_at <= now()
    order by x.id limit 200 for update skip locked
  loop
    update public.break_glass_accesses x set ended_at = b.ends_at, version = x.version + 1, updated_at = now()
    where x.region_id = app.current_region() and x.id = b.id;
    perform app.refresh_access_tokens(app.living_patient(b.patient_id));
    perform app.write_audit('oversight.glass.end', 'break_glass/' || b.id, b.patient_id, 'done', '{}');
    perform app.write_event('record.relation.ended', jsonb_build_object(
      'relationId', b.relation_id, 'patientId', app.living_patient(b.patient_id), 'granteeId', b.person_id));
    closed := closed + 1;
  end loop;
  return closed;
end $$;
--> statement-breakpoint
-- A verdict is given once; only "to follow up" leaves the question open.
create function app.review_glass(access uuid, said text, why text, expected integer) returns integer
  language plpgsql security definer set search_path = pg_catalog as $$
declare b public.break_glass_accesses%rowtype;
begin
  select * into b from public.break_glass_accesses x
  where x.region_id = app.current_region() and x.id = access
    and (x.establishment_id = app.watched_establishment() or app.watches_region()) for update;
  if not found then raise exception 'oversight.glassNotFound' using errcode = 'CD404'; end if;
  if b.person_id = app.actor_id() then raise exception 'oversight.ownReview' using errcode = 'CD403'; end if;
  if b.version <> expected or b.verdict in ('justified', 'not_justified') then
    raise exception 'oversight.alreadyReviewed' using errcode = 'CD409';
  end if;
  if said not in ('justified', 'not_justified', 'follow_up') or length(trim(coalesce(why, ''))) < 3 then
    raise exception 'oversight.reviewIncomplete' using errcode = 'CD422';
  end if;
  update public.break_glass_accesses x
  set verdict = said, comment = trim(why), reviewed_by = app.actor_id(), reviewed_at = now(),
      version = x.version + 1, updated_at = now()
  where x.region_id = b.region_id and x.id = b.id;
  perform app.write_audit('oversight.glass.review', 'break_glass/' || b.id, b.patient_id, 'done',
                          jsonb_build_object('verdict', said));
  return b.version + 1;
end $$;
--> statement-breakpoint
-- Whether the log of this patient is the officer's to read: a file of the own house, or something that was done
-- there to it.
create function app.may_watch_patient(patient uuid) returns boolean
  language sql security definer stable set search_path = pg_catalog as $$
  select app.watched_establishment() is not null and coalesce(
    case when app.watches_region() then true end,
    (select true from public.patient_files f
     where f.region_id = app.current_region() and f.patient_id = app.living_patient(patient)
       and f.establishment_id = app.watched_establishment() limit 1),
    (select true from public.audit_entries a
     where a.region_id = app.current_region() and a.patient_id = patient
       and a.establishment_id = app.watched_establishment() limit 1), false) $$;
--> statement-breakpoint
-- Who the patients of a log are: the identity its reader needs, and nothing of the record.
create function app.watched_identities(ids uuid[]) returns table (id uuid, birth_name text, first_given_name text,
    used_name text, birth_date date, sex text, ins_matricule text)
  language sql security definer stable set search_path = pg_catalog as $$
  select asked.id, p.birth_name, p.first_given_name, p.used_name, p.birth_date, p.sex::text, p.ins_matricule
  from (select distinct x.id from unnest(ids[1:500]) as x(id)) asked
  join public.patients p on p.region_id = app.current_region() and p.id = app.living_patient(asked.id)
  where app.may_watch_patient(asked.id) $$;
--> statement-breakpoint
-- Whom a request for the log is about: exactly by INS, local id, or birth name and birth date. A row each time.
create function app.find_watched_patients(asked jsonb) returns table (id uuid)
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); house uuid := app.watched_establishment(); everywhere boolean := app.watches_region();
begin
  if house is null then raise exception 'oversight.notAllowed' using errcode = 'CD403'; end if;
  perform app.write_audit('oversight.patients.find', 'patients', null, 'done', '{}');
  return query
    select distinct p.id from public.patients p
    join public.patient_files f on f.region_id = region and f.patient_id = p.id
      and (everywhere or f.establishment_id = house)
    where p.region_id = region and p.merged_into is null
      and (p.ins_matricule = asked->>'number' or f.local_id = asked->>'number')
    union
    select distinct p.id from public.patients p
    join public.patient_files f on f.region_id = region and f.patient_id = p.id
      and (everywhere or f.establishment_id = house)
    where p.region_id = region and p.merged_into is null and p.birth_date = (asked->>'birthDate')::date
      and app.fold(asked->>'name') in (app.fold(p.birth_name), app.fold(p.used_name))
    limit 50;
end $$;
--> statement-breakpoint
-- Who may open a patient now or could lately, and why: rights, and houses that keep a file.
create function app.watched_rights(patient uuid) returns table (kind text, grantee_id uuid, grantee_kind text,
    basis text, reach text, starts_at timestamptz, ends_at timestamptz, end_reason text, origin_id uuid)
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); living uuid := app.living_patient(patient);
begin
  if not app.may_watch_patient(patient) then raise exception 'oversight.patientNotFound' using errcode = 'CD404'; end if;
  perform app.write_audit('oversight.rights.read', 'patient/' || patient, patient, 'done', '{}');
  return query
    select 'relation', c.grantee_id, c.grantee_kind::text, c.basis::text, c.reach::text, c.starts_at, c.ends_at,
      c.end_reason, c.origin_establishment_id
    from public.care_relations c where c.region_id = region and c.patient_id = living
    union all
    select 'file', f.establishment_id, 'establishment', 'own_file', 'own', f.created_at, null, null, f.establishment_id
    from public.patient_files f where f.region_id = region and f.patient_id = living
    order by 6 desc limit 500;
end $$;
--> statement-breakpoint
do $$
declare f text;
begin
  foreach f in array array['break_glass(jsonb)', 'end_glass(uuid)', 'close_spent_glass()',
    'review_glass(uuid, text, text, integer)', 'may_watch_patient(uuid)', 'watched_identities(uuid[])',
    'find_watched_patients(jsonb)', 'watched_rights(uuid)']
  loop
    execute format('alter function app.%s owner to app_definer', f);
    execute format('revoke all on function app.%s from public', f);
    execute format('grant execute on function app.%s to app_user', f);
  end loop;
end $$;
