CREATE TABLE "notification_settings" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"person_id" uuid NOT NULL,
	"choices" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"digest_hour" integer NOT NULL,
	"digest_days" integer[] NOT NULL,
	"quiet_from" integer,
	"quiet_until" integer,
	"muted" uuid[] DEFAULT '{}'::uuid[] NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notification_settings_region_id_person_id_pk" PRIMARY KEY("region_id","person_id")
);
--> statement-breakpoint
ALTER TABLE "notification_settings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "mail_kind" text;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "mail_due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "mail_id" uuid;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "mail_claimed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "mailed_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "notices_due" ON "notices" USING btree ("region_id","mail_due_at") WHERE mail_due_at is not null and mailed_at is null;--> statement-breakpoint
CREATE INDEX "notices_waiting" ON "notices" USING btree ("region_id","person_id") WHERE mail_due_at is not null and mailed_at is null;--> statement-breakpoint
CREATE INDEX "notices_in_mail" ON "notices" USING btree ("region_id","mail_id") WHERE mail_id is not null and mailed_at is null;--> statement-breakpoint
CREATE POLICY "notification_settings_region_wall" ON "notification_settings" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "notification_settings_own" ON "notification_settings" AS PERMISSIVE FOR ALL TO "app_user" USING (person_id = (select app.actor_id())) WITH CHECK (person_id = (select app.actor_id()));--> statement-breakpoint
CREATE POLICY "notification_settings_definer" ON "notification_settings" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "notification_settings_owner" ON "notification_settings" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);
--> statement-breakpoint
-- By hand from here: the wall that binds the owner too, grants, and who is told what.
alter table notification_settings force row level security;
--> statement-breakpoint
grant select, insert, update on notification_settings to app_user;
--> statement-breakpoint
grant select on notification_settings to app_definer;
--> statement-breakpoint
grant update (settings, version, updated_at) on establishments to app_definer;
--> statement-breakpoint
-- Who died: said once, whichever house or file it came from.
create function app.tell_death() returns trigger
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  if new.region_id = app.current_region() then
    perform app.write_event('record.patient.died', jsonb_build_object('patientId', new.id));
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger patients_tell_death after update of deceased_at on patients for each row
  when (old.deceased_at is null and new.deceased_at is not null) execute function app.tell_death();
--> statement-breakpoint
-- Who follows this patient now, as a person: by a relation of their own, or standing in for somebody who has one. A
-- broken glass follows nobody. Whoever reads the agenda alone is told of the agenda alone.
create function app.followers_of(patient uuid) returns table (person_id uuid, role text, is_agenda boolean)
  language sql stable security definer set search_path = pg_catalog as $$
  with own as (
    select distinct c.grantee_id as id from public.care_relations c
    where c.region_id = app.current_region() and c.patient_id = patient and c.grantee_kind = 'person'
      and c.reach = 'shared' and c.basis not in ('break_glass', 'patient', 'proxy')
      and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now())),
  both_kinds as (
    select o.id, null::text as reads from own o
    union all
    select d.deputy_id, d.reads from own o join public.delegations d
      on d.region_id = app.current_region() and d.doctor_id = o.id and d.starts_at <= now() and d.ends_at > now())
  select b.id, m.role::text, bool_or(b.reads = 'agenda') is true
  from both_kinds b
  cross join lateral (
    select x.role from public.memberships x
    where x.region_id = app.current_region() and x.person_id = b.id and x.starts_on <= current_date
      and (x.ends_at is null or x.ends_at > now())
      and x.role in ('doctor', 'nurse_coordinator', 'secretary', 'board_coordinator', 'identity_vigilance', 'limited')
    order by (x.role = 'doctor') desc, x.created_at limit 1) m
  where b.reads is null or b.reads = 'all' or m.role <> 'doctor'
  group by b.id, m.role $$;
--> statement-breakpoint
-- Whom something new of a patient is news to, with what they chose: not who did it themselves, not who has silenced
-- this patient, not whom the correction has reached already as a reader. Without an entry: a death.
create function app.circle_to_tell(patient uuid, entry uuid, but_not uuid) returns table (person_id uuid, role text,
    choices jsonb, digest_hour integer, digest_days integer[], quiet_from integer, quiet_until integer)
  language plpgsql stable security definer set search_path = pg_catalog as $$
#variable_conflict use_column
declare region constant uuid := app.current_region(); e public.record_entries%rowtype;
begin
  if app.actor_kind() <> 'system' then raise exception 'messaging.notAllowed' using errcode = 'CD403'; end if;
  if entry is not null then
    select * into e from public.record_entries x
    where x.region_id = region and x.id = entry and x.patient_id = patient and x.status = 'current'
      and x.confidentiality = 'normal';
    if not found then return; end if;
    perform from public.patients p where p.region_id = region and p.id = patient and p.deceased_at is null;
    if not found then return; end if;
  end if;
  return query
    select f.person_id, f.role, s.choices, s.digest_hour, s.digest_days, s.quiet_from, s.quiet_until
    from app.followers_of(patient) f
    join public.people p on p.id = f.person_id
    left join public.notification_settings s on s.region_id = region and s.person_id = f.person_id
    where f.person_id is distinct from but_not and f.person_id is distinct from e.author_person_id
      and (e.author_rpps is null or p.rpps is distinct from e.author_rpps)
      and (entry is null or not f.is_agenda or e.kind in ('appointment', 'stay', 'document'))
      and not exists (select from unnest(s.muted) m (id) where app.living_patient(m.id) = patient)
      and not exists (
        select from public.notices n
        where n.region_id = region and n.person_id = f.person_id and n.entry_id = e.replaces_id and n.reason = 'replaced')
    order by f.person_id limit 500;
end $$;
--> statement-breakpoint
-- One notice a person, once; answers who had none yet.
create function app.tell_people(patient uuid, entry uuid, why text, told jsonb) returns setof uuid
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  if app.actor_kind() <> 'system' then raise exception 'messaging.notAllowed' using errcode = 'CD403'; end if;
  return query
    insert into public.notices (region_id, person_id, patient_id, entry_id, reason, mail_kind, mail_due_at)
    select app.current_region(), t."personId", patient, coalesce(entry, patient), why, t."mailKind", t."mailDueAt"
    from jsonb_to_recordset(told) as t("personId" uuid, "mailKind" text, "mailDueAt" timestamptz)
    on conflict (region_id, person_id, entry_id, reason) do nothing
    returning person_id;
end $$;
--> statement-breakpoint
create function app.died_at(patient uuid) returns timestamptz
  language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  if app.actor_kind() <> 'system' then raise exception 'messaging.notAllowed' using errcode = 'CD403'; end if;
  return (select p.deceased_at from public.patients p where p.region_id = app.current_region() and p.id = patient);
end $$;
--> statement-breakpoint
-- What one person chose, for what they are told as a reader.
create function app.wishes_of(person uuid) returns table (role text, choices jsonb, digest_hour integer,
    digest_days integer[], quiet_from integer, quiet_until integer)
  language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  if app.actor_kind() <> 'system' then raise exception 'messaging.notAllowed' using errcode = 'CD403'; end if;
  return query
    select m.role::text, s.choices, s.digest_hour, s.digest_days, s.quiet_from, s.quiet_until
    from public.memberships m
    left join public.notification_settings s on s.region_id = m.region_id and s.person_id = m.person_id
    where m.region_id = app.current_region() and m.person_id = person and (m.ends_at is null or m.ends_at > now())
    order by (m.role = 'doctor') desc, m.created_at limit 1;
end $$;
--> statement-breakpoint
-- By which mail a notice goes that no mail has taken yet. One's own, or for the system anybody's.
create function app.route_notices(person uuid, ways jsonb) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  if app.actor_kind() <> 'system' and app.actor_id() is distinct from person then
    raise exception 'messaging.notAllowed' using errcode = 'CD403';
  end if;
  update public.notices n set mail_kind = w."mailKind", mail_due_at = w."mailDueAt"
  from jsonb_to_recordset(ways) as w("noticeId" uuid, "mailKind" text, "mailDueAt" timestamptz)
  where n.region_id = app.current_region() and n.person_id = person and n.id = w."noticeId"
    and n.mail_id is null and n.mailed_at is null;
end $$;
--> statement-breakpoint
-- One's own notices of which no mail has spoken and none is under way; for the system anybody's.
create function app.unmailed_notices(person uuid)
  returns table (id uuid, entry_id uuid, reason text, mail_kind text, mail_due_at timestamptz)
  language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  if app.actor_kind() <> 'system' and app.actor_id() is distinct from person then
    raise exception 'messaging.notAllowed' using errcode = 'CD403';
  end if;
  return query
    select n.id, n.entry_id, n.reason, n.mail_kind, n.mail_due_at from public.notices n
    where n.region_id = app.current_region() and n.person_id = person and n.mail_id is null and n.read_at is null
    order by n.created_at desc limit 1000;
end $$;
--> statement-breakpoint
-- Mails whose time has come, one a person and kind, for a page of persons. Asked again at this last moment: is the
-- patient still theirs to follow, not silenced, alive; does the entry still hold; have they not read it since. What
-- fails is in the bell and no more. A claim that was never marked comes again as the same mail.
create function app.claim_due_notices(max_persons integer, lease_seconds integer)
  returns table (mail_id uuid, person_id uuid, mail_kind text, patients jsonb)
  language plpgsql security definer set search_path = pg_catalog as $$
#variable_conflict use_column
declare region constant uuid := app.current_region(); held uuid[]; persons uuid[];
  stale constant timestamptz := now() - make_interval(secs => lease_seconds);
begin
  if app.actor_kind() <> 'system' then raise exception 'messaging.notAllowed' using errcode = 'CD403'; end if;
  persons := array(
    select d.person_id from (
      select distinct n.person_id from public.notices n
      where n.region_id = region and n.mail_due_at <= now() and n.mailed_at is null
        and (n.mail_claimed_at is null or n.mail_claimed_at < stale)) d
    order by d.person_id limit max_persons);
  -- Two workers never write to the same person at once.
  held := array(select p.id from unnest(persons) p (id)
    where pg_try_advisory_xact_lock(hashtextextended(region::text || p.id, 11)));
  if cardinality(held) = 0 then return; end if;

  update public.notices n set mail_due_at = null
  where n.region_id = region and n.person_id = any (held) and n.mail_due_at is not null and n.mailed_at is null
    and n.mail_id is null
    and (n.read_at is not null
      or n.reason not in ('replaced', 'withdrawn', 'moved', 'entered_in_error', 'deceased') and not exists (
        select from public.record_entries e
        where e.region_id = region and e.id = n.entry_id and e.status = 'current' and e.confidentiality = 'normal')
      or n.reason <> 'deceased' and exists (
        select from public.patients p where p.region_id = region and p.id = n.patient_id and p.deceased_at is not null)
      or exists (
        select from public.notification_settings s cross join unnest(s.muted) m (id)
        where s.region_id = region and s.person_id = n.person_id and app.living_patient(m.id) = n.patient_id)
      or not exists (select from app.followers_of(n.patient_id) f where f.person_id = n.person_id)
        and not (n.reason in ('replaced', 'withdrawn', 'moved', 'entered_in_error') and exists (
          select from public.memberships m join public.patient_files f
            on f.region_id = region and f.establishment_id = m.establishment_id and f.patient_id = n.patient_id
          where m.region_id = region and m.person_id = n.person_id and (m.ends_at is null or m.ends_at > now()))));

  -- Of the mails at once, what came a moment later goes along.
  with due as materialized (
    select n.person_id, n.mail_kind, gen_random_uuid() as mail_id from public.notices n
    where n.region_id = region and n.person_id = any (held) and n.mail_due_at is not null and n.mailed_at is null
      and n.mail_id is null
    group by n.person_id, n.mail_kind having min(n.mail_due_at) <= now())
  update public.notices n set mail_id = due.mail_id from due
  where n.region_id = region and n.person_id = due.person_id and n.mail_kind = due.mail_kind
    and n.mail_due_at is not null and n.mailed_at is null and n.mail_id is null
    and (n.mail_kind = 'mail' or n.mail_due_at <= now());

  return query
    with mine as (
      update public.notices n set mail_claimed_at = clock_timestamp()
      where n.region_id = region and n.person_id = any (held) and n.mail_id is not null and n.mailed_at is null
        and (n.mail_claimed_at is null or n.mail_claimed_at < stale)
      returning n.mail_id, n.person_id, n.mail_kind, n.patient_id, n.id, n.created_at),
    by_patient as (
      select m.mail_id, m.person_id, m.mail_kind, m.patient_id, count(*) as news,
        (array_agg(m.id order by m.created_at desc, m.id))[1] as notice_id, max(m.created_at) as last_at
      from mine m group by 1, 2, 3, 4)
    select b.mail_id, b.person_id, b.mail_kind,
      jsonb_agg(jsonb_build_object('noticeId', b.notice_id, 'news', b.news) order by b.last_at desc)
    from by_patient b group by 1, 2, 3;
end $$;
--> statement-breakpoint
create function app.mark_mailed(mails uuid[]) returns integer
  language plpgsql security definer set search_path = pg_catalog as $$
declare marked integer;
begin
  if app.actor_kind() <> 'system' then raise exception 'messaging.notAllowed' using errcode = 'CD403'; end if;
  update public.notices n set mailed_at = now()
  where n.region_id = app.current_region() and n.mail_id = any (mails) and n.mailed_at is null;
  get diagnostics marked = row_count;
  return marked;
end $$;
--> statement-breakpoint
-- How long a broken glass lasts and when it is reviewed, as the own house wants it. Those that are open keep theirs.
create function app.keep_glass_settings(hours integer, review_days integer) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  if coalesce(app.actor_role(), '') <> 'establishment_admin' or app.establishment_id() is null then
    raise exception 'record.relationSettingsNotAllowed' using errcode = 'CD403';
  end if;
  if hours not between 1 and 24 or review_days not between 1 and 60 then
    raise exception 'record.glassSettingsOutOfRange' using errcode = 'CD422';
  end if;
  update public.establishments e set updated_at = now(), version = e.version + 1,
    settings = e.settings || jsonb_build_object('breakGlassHours', hours, 'breakGlassReviewDays', review_days)
  where e.region_id = app.current_region() and e.id = app.establishment_id();
end $$;
--> statement-breakpoint
do $$
declare f record;
begin
  for f in select p.oid::regprocedure as signature from pg_proc p
    where p.pronamespace = 'app'::regnamespace and p.proname in (
      'tell_death', 'followers_of', 'circle_to_tell', 'tell_people', 'wishes_of', 'route_notices',
      'claim_due_notices', 'mark_mailed', 'keep_glass_settings', 'unmailed_notices', 'died_at')
  loop
    execute format('alter function %s owner to app_definer', f.signature);
    execute format('revoke all on function %s from public', f.signature);
  end loop;
end $$;
--> statement-breakpoint
grant execute on function app.circle_to_tell(uuid, uuid, uuid), app.tell_people(uuid, uuid, text, jsonb),
  app.wishes_of(uuid), app.route_notices(uuid, jsonb), app.claim_due_notices(integer, integer),
  app.mark_mailed(uuid[]), app.unmailed_notices(uuid), app.died_at(uuid), app.keep_glass_settings(integer, integer) to app_user;
