CREATE TABLE "patient_choices" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"file_id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"stance" text NOT NULL,
	"how" text NOT NULL,
	"said_on" date NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "patient_choices_region_id_id_pk" PRIMARY KEY("region_id","id")
);
--> statement-breakpoint
ALTER TABLE "patient_choices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "unusual_accesses" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"establishment_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"patient_id" uuid,
	"rule" text NOT NULL,
	"score" integer NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"day" date,
	"patients" integer,
	"usual" integer,
	"verdict" text,
	"comment" text,
	"reviewed_by" uuid,
	"reviewed_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unusual_accesses_region_id_id_pk" PRIMARY KEY("region_id","id")
);
--> statement-breakpoint
ALTER TABLE "unusual_accesses" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "patient_choices" ADD CONSTRAINT "patient_choices_file" FOREIGN KEY ("region_id","file_id","patient_id") REFERENCES "public"."patient_files"("region_id","id","patient_id") ON DELETE no action ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "unusual_accesses" ADD CONSTRAINT "unusual_accesses_region_id_patient_id_patients_region_id_id_fk" FOREIGN KEY ("region_id","patient_id") REFERENCES "public"."patients"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unusual_accesses" ADD CONSTRAINT "unusual_accesses_establishment" FOREIGN KEY ("region_id","establishment_id") REFERENCES "public"."establishments"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "patient_choices_latest" ON "patient_choices" USING btree ("region_id","patient_id","purpose","recorded_at");--> statement-breakpoint
CREATE INDEX "patient_choices_by_file" ON "patient_choices" USING btree ("region_id","file_id");--> statement-breakpoint
CREATE UNIQUE INDEX "unusual_accesses_pair" ON "unusual_accesses" USING btree ("region_id","person_id","patient_id","rule") WHERE patient_id is not null and (verdict is null or verdict <> 'not_justified');--> statement-breakpoint
CREATE UNIQUE INDEX "unusual_accesses_day" ON "unusual_accesses" USING btree ("region_id","person_id","establishment_id","day","rule") WHERE patient_id is null;--> statement-breakpoint
CREATE INDEX "unusual_accesses_waiting" ON "unusual_accesses" USING btree ("region_id","last_at") WHERE verdict is null or verdict = 'follow_up';--> statement-breakpoint
CREATE POLICY "patient_choices_region_wall" ON "patient_choices" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "patient_choices_patient_door" ON "patient_choices" AS PERMISSIVE FOR SELECT TO "app_user" USING (coalesce((
    select true from public.patient_files f
    where f.region_id = patient_choices.region_id and f.patient_id = patient_choices.patient_id
      and f.establishment_id = (select app.files_of())
    limit 1),
  (
    select true from public.care_relations c
    where c.region_id = patient_choices.region_id and c.patient_id = patient_choices.patient_id
      and c.grantee_id = any ((select app.grantees())::uuid[])
      and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now())
    limit 1)));--> statement-breakpoint
CREATE POLICY "patient_choices_insert" ON "patient_choices" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK (establishment_id = (select app.files_of()) and recorded_by = (select app.actor_id()));--> statement-breakpoint
CREATE POLICY "patient_choices_definer" ON "patient_choices" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "patient_choices_owner" ON "patient_choices" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "unusual_accesses_region_wall" ON "unusual_accesses" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "unusual_accesses_watched" ON "unusual_accesses" AS PERMISSIVE FOR SELECT TO "app_user" USING (establishment_id = (select app.watched_establishment()) or (select app.watches_region()));--> statement-breakpoint
CREATE POLICY "unusual_accesses_definer" ON "unusual_accesses" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "unusual_accesses_owner" ON "unusual_accesses" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
-- By hand from here: walls that bind the owner too, grants, functions.
alter table unusual_accesses force row level security;
--> statement-breakpoint
alter table patient_choices force row level security;
--> statement-breakpoint
grant select on unusual_accesses, patient_choices to app_user;
--> statement-breakpoint
grant insert on patient_choices to app_user;
--> statement-breakpoint
grant select, insert, update on unusual_accesses, patient_choices to app_definer;
--> statement-breakpoint
-- Street and town without the number: neighbours live in the same street.
create function app.street_of(address text) returns text language sql immutable as $$
  select nullif(trim(regexp_replace(regexp_replace(app.fold(address), '[^a-z0-9]+', ' ', 'g'),
                                    '^ *[0-9]+ *((bis|ter|quater|[a-d]) )?', '')), '') $$;
--> statement-breakpoint
-- What could be unusual among the openings since an instant: facts about pairs, without a name. What they weigh is
-- the rules' to say. For the schedule alone.
create function app.unusual_candidates(since timestamptz) returns table (person_id uuid, establishment_id uuid,
    patient_id uuid, first_at timestamptz, last_at timestamptz, same_surname boolean, namesakes integer,
    same_street boolean, is_colleague boolean, own_basis text)
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region();
begin
  if app.actor_kind() <> 'system' then raise exception 'oversight.notAllowed' using errcode = 'CD403'; end if;
  return query
  with opened as materialized (
    select a.actor_id, a.establishment_id as house, a.patient_id as patient, min(a.at) as first_at, max(a.at) as last_at
    from public.audit_entries a
    where a.region_id = region and a.action = 'record.patient.read' and a.at >= since and a.outcome = 'done'
      and a.actor_kind = 'person' and a.establishment_id is not null
    group by 1, 2, 3),
  who as materialized (
    select distinct o.actor_id, o.house, app.fold(p.family_name) as family, app.fold(p.given_name) as given
    from opened o join public.people p on p.id = o.actor_id),
  -- A professional who is a patient of the own house: where they live is known then, and only then.
  homes as materialized (
    select distinct w.actor_id, w.house, app.street_of(f.address) as street
    from who w
    join public.access_tokens n on n.region_id = region and n.grantee_id = w.house and n.token = w.family collate "C"
    join public.access_tokens g on g.region_id = region and g.grantee_id = w.house and g.token = w.given collate "C"
      and g.patient_id = n.patient_id
    join public.patient_files f on f.region_id = region and f.patient_id = n.patient_id and f.establishment_id = w.house
    where f.address is not null),
  staff as materialized (
    select m.establishment_id as house, m.person_id as person, app.fold(p.family_name) as family,
      app.fold(p.given_name) as given
    from public.memberships m join public.people p on p.id = m.person_id
    where m.region_id = region and (m.ends_at is null or m.ends_at > now())
      and m.establishment_id in (select distinct o.house from opened o)),
  named as materialized (
    select o.*, t.id as living, app.fold(t.first_given_name) as given, array[app.fold(t.birth_name),
      app.fold(t.used_name)] as families
    from opened o join public.patients t on t.region_id = region and t.id = app.living_patient(o.patient)),
  judged as (
    select n.actor_id, n.house, n.living, n.first_at, n.last_at, w.family,
      w.family = any (n.families) as surname,
      exists (select from homes h join public.patient_files f on f.region_id = region and f.patient_id = n.living
              where h.actor_id = n.actor_id and h.house = n.house and length(h.street) > 7
                and app.street_of(f.address) = h.street) as street,
      exists (select from staff s where s.house = n.house and s.family = any (n.families) and s.given = n.given
              and s.person <> n.actor_id) as colleague
    from named n join who w on w.actor_id = n.actor_id and w.house = n.house)
  select j.actor_id, j.house, j.living, j.first_at, j.last_at, j.surname,
    case when j.surname then (
      select count(*)::integer from (select from public.access_tokens x where x.region_id = region
        and x.grantee_id = j.house and x.token = j.family collate "C" limit 200) many) else 0 end,
    j.street, j.colleague,
    (select c.basis::text from public.care_relations c
     where c.region_id = region and c.patient_id = j.living and c.grantee_id = j.actor_id and c.basis <> 'break_glass'
       and (c.ends_at is null or c.ends_at > j.first_at) order by c.starts_at limit 1)
  from judged j where j.surname or j.street or j.colleague
  limit 5000;
end $$;
--> statement-breakpoint
-- How many patients each person opened on a day, and what the role usually opens. For the schedule alone.
create function app.reading_volumes(on_day date) returns table (person_id uuid, establishment_id uuid, role text,
    patients integer, usual integer, first_at timestamptz, last_at timestamptz)
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region();
begin
  if app.actor_kind() <> 'system' then raise exception 'oversight.notAllowed' using errcode = 'CD403'; end if;
  return query
  with daily as materialized (
    select a.actor_id, a.establishment_id as house, a.actor_role, a.at::date as d,
      count(distinct a.patient_id)::integer as n, min(a.at) as first_at, max(a.at) as last_at
    from public.audit_entries a
    where a.region_id = region and a.action = 'record.patient.read' and a.at >= on_day - 14 and a.at < on_day + 1
      and a.outcome = 'done' and a.actor_kind = 'person' and a.establishment_id is not null
    group by 1, 2, 3, 4),
  usually as (
    select x.actor_role, percentile_cont(0.5) within group (order by x.n)::integer as median
    from daily x where x.d < on_day group by 1)
  select x.actor_id, x.house, x.actor_role, x.n, coalesce(u.median, 0), x.first_at, x.last_at
  from daily x left join usually u on u.actor_role = x.actor_role
  where x.d = on_day order by x.n desc limit 1000;
end $$;
--> statement-breakpoint
-- Writes down what the rules found. A pair that waits or was explained is not asked again, nor is what a verdict
-- was about; run twice is run once. Answers how many are new.
create function app.note_unusual(found_ones jsonb) returns integer
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); added integer;
begin
  if app.actor_kind() <> 'system' then raise exception 'oversight.notAllowed' using errcode = 'CD403'; end if;
  with asked as (
    select * from jsonb_to_recordset(found_ones) as x("personId" uuid, "establishmentId" uuid, "patientId" uuid,
      rule text, score integer, "firstAt" timestamptz, "lastAt" timestamptz, day date, patients integer, usual integer)),
  fresh as (
    insert into public.unusual_accesses (region_id, establishment_id, person_id, patient_id, rule, score, first_at,
                                         last_at, day, patients, usual)
    select region, a."establishmentId", a."personId", a."patientId", a.rule, a.score, a."firstAt", a."lastAt", a.day,
      a.patients, a.usual
    from asked a
    where a."patientId" is null or not exists (
      select from public.unusual_accesses u
      where u.region_id = region and u.person_id = a."personId" and u.patient_id = a."patientId" and u.rule = a.rule
        and (u.verdict is null or u.verdict <> 'not_justified' or u.last_at >= a."lastAt"))
    on conflict do nothing returning 1)
  select count(*)::integer into added from fresh;
  -- One that still waits shows how far it has gone since.
  update public.unusual_accesses u
  set last_at = greatest(u.last_at, a."lastAt"), patients = greatest(u.patients, a.patients), updated_at = now()
  from jsonb_to_recordset(found_ones) as a("personId" uuid, "establishmentId" uuid, "patientId" uuid, rule text,
    "lastAt" timestamptz, day date, patients integer)
  where u.region_id = region and u.person_id = a."personId" and u.rule = a.rule and u.verdict is null
    and u.patient_id is not distinct from a."patientId" and u.day is not distinct from a.day
    and (u.last_at < a."lastAt" or u.patients < a.patients);
  return added;
end $$;
--> statement-breakpoint
create function app.review_unusual(access uuid, said text, why text, expected integer) returns integer
  language plpgsql security definer set search_path = pg_catalog as $$
declare u public.unusual_accesses%rowtype;
begin
  select * into u from public.unusual_accesses x
  where x.region_id = app.current_region() and x.id = access
    and (x.establishment_id = app.watched_establishment() or app.watches_region()) for update;
  if not found then raise exception 'oversight.unusualNotFound' using errcode = 'CD404'; end if;
  if u.person_id = app.actor_id() then raise exception 'oversight.ownReview' using errcode = 'CD403'; end if;
  if u.version <> expected or u.verdict in ('justified', 'not_justified') then
    raise exception 'oversight.alreadyReviewed' using errcode = 'CD409';
  end if;
  if said not in ('justified', 'not_justified', 'follow_up') or length(trim(coalesce(why, ''))) < 3 then
    raise exception 'oversight.reviewIncomplete' using errcode = 'CD422';
  end if;
  update public.unusual_accesses x
  set verdict = said, comment = trim(why), reviewed_by = app.actor_id(), reviewed_at = now(),
      version = x.version + 1, updated_at = now()
  where x.region_id = u.region_id and x.id = u.id;
  perform app.write_audit('oversight.unusual.review', 'unusual_access/' || u.id, u.patient_id, 'done',
                          jsonb_build_object('verdict', said, 'rule', u.rule));
  return u.version + 1;
end $$;
--> statement-breakpoint
-- Whether the patient's latest word on a purpose is no. Every extract asks this, row by row; what the feed says of
-- the national record counts as well.
create function app.opposes(patient uuid, about text) returns boolean
  language sql security definer stable set search_path = pg_catalog as $$
  select coalesce((
    select c.stance = 'opposed' from public.patient_choices c
    where c.region_id = app.current_region() and c.patient_id = app.living_patient(patient) and c.purpose = about
      and c.stance in ('opposed', 'lifted')
    order by c.recorded_at desc limit 1),
    about = 'national_record' and (
      select true from public.file_consents f
      where f.region_id = app.current_region() and f.patient_id = app.living_patient(patient) and f.opposes_deposit
      limit 1), false) $$;
--> statement-breakpoint
-- Two files of a house become one: what was said at the desk goes along, before the retired one is gone.
create function app.choices_follow() returns trigger
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  update public.patient_choices c set file_id = f.id, patient_id = f.patient_id
  from public.former_local_ids l
  join public.patient_files f on f.region_id = l.region_id and f.id = l.file_id
  where c.region_id = old.region_id and c.file_id = old.id and l.region_id = old.region_id
    and l.establishment_id = old.establishment_id and l.local_id = old.local_id;
  return old;
end $$;
--> statement-breakpoint
create trigger choices_follow before delete on patient_files for each row execute function app.choices_follow();
--> statement-breakpoint
do $$
declare f text;
begin
  foreach f in array array['unusual_candidates(timestamptz)', 'reading_volumes(date)', 'note_unusual(jsonb)',
    'review_unusual(uuid, text, text, integer)', 'opposes(uuid, text)', 'choices_follow()']
  loop
    execute format('alter function app.%s owner to app_definer', f);
    execute format('revoke all on function app.%s from public', f);
    execute format('grant execute on function app.%s to app_user', f);
  end loop;
end $$;
