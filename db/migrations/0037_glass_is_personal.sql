ALTER POLICY "care_relations_own" ON "care_relations" TO app_user USING (grantee_id = any ((select app.grantees())::uuid[]) and (basis <> 'break_glass' or grantee_id = (select app.actor_id())));
--> statement-breakpoint
-- By hand from here: what the door's probe reads lies in the index alone, the basis too.
drop index care_relations_by_grantee;
--> statement-breakpoint
create index care_relations_by_grantee on care_relations (region_id, grantee_id, patient_id)
  include (starts_at, ends_at, reach, basis);
--> statement-breakpoint
-- A broken glass gives the name to nobody's search: by number it was found, and by number it is.
create or replace function app.refresh_access_tokens(patient uuid) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region();
begin
  perform from public.patients p where p.region_id = region and p.id = patient for key share;
  perform pg_advisory_xact_lock(hashtextextended(region::text || patient, 8));
  delete from public.access_tokens where region_id = region and patient_id = patient;
  insert into public.access_tokens (region_id, grantee_id, token, patient_id, ends_at, words)
  select region, s.grantee_id, s.token, patient,
         case when bool_or(s.ends_at is null) then null else max(s.ends_at) end,
         ' ' || string_agg(s.token, ' ') over (partition by s.grantee_id order by s.token
           rows between unbounded preceding and unbounded following)
  from (
    select f.establishment_id as grantee_id, t.token, null::timestamptz as ends_at
    from public.patient_files f join public.patients p on p.region_id = f.region_id and p.id = f.patient_id,
      app.name_tokens(f.birth_name, f.first_given_name, f.birth_given_names, f.used_name, f.used_given_name,
                      p.birth_name, p.first_given_name, p.used_name, p.used_given_name) as t(token)
    where f.region_id = region and f.patient_id = patient
    union all
    select c.grantee_id, t.token, c.ends_at
    from public.care_relations c join public.patients p on p.region_id = c.region_id and p.id = c.patient_id,
      app.name_tokens(p.birth_name, p.first_given_name, p.birth_given_names, p.used_name, p.used_given_name)
        as t(token)
    where c.region_id = region and c.patient_id = patient and c.basis <> 'break_glass'
      and (c.ends_at is null or c.ends_at > now())
  ) s
  group by s.grantee_id, s.token;
  insert into public.name_words (region_id, word)
  select distinct region, t.token from public.access_tokens t
  where t.region_id = region and t.patient_id = patient
  order by t.token -- two at once take their locks in one order
  on conflict do nothing;
end $$;
--> statement-breakpoint
delete from access_tokens t using care_relations g
where g.region_id = t.region_id and g.grantee_id = t.grantee_id and g.patient_id = t.patient_id
  and g.basis = 'break_glass' and g.ends_at > now()
  and not exists (select from care_relations c
    where c.region_id = t.region_id and c.grantee_id = t.grantee_id and c.patient_id = t.patient_id
      and c.basis <> 'break_glass' and (c.ends_at is null or c.ends_at > now()));
--> statement-breakpoint
-- The functions that ask the doors themselves, as before but for that: a glass is the right of who broke it, and of
-- nobody who stands in for them.
create or replace function app.reaches(wanted uuid[]) returns table (patient_id uuid, is_shared boolean, is_own boolean)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  region constant uuid := app.current_region();
  house constant uuid := app.files_of();
  grantees constant uuid[] := app.grantees();
  me constant uuid := app.actor_id();
begin
  return query
    select w.id, d.is_shared, d.is_own from (select distinct u.id from unnest(wanted) u (id)) w
    cross join lateral (
      select r.is_shared, not r.is_shared and coalesce((
          select true from public.patient_files f
          where f.region_id = region and f.patient_id = w.id and f.establishment_id = house limit 1), false) as is_own,
        r.is_related
      from (
        select coalesce(bool_or(c.reach = 'shared'), false) as is_shared, count(*) > 0 as is_related
        from public.care_relations c
        where c.region_id = region and c.patient_id = w.id and c.grantee_id = any (grantees)
          and (c.basis <> 'break_glass' or c.grantee_id = me)
          and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now()) offset 0) r
      offset 0) d
    where d.is_related or d.is_own;
end $$;
--> statement-breakpoint
create or replace function app.followed_patients(followers uuid[], max_rows integer)
  returns table (patient_id uuid, last_at timestamptz)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  region constant uuid := app.current_region();
  house constant uuid := app.files_of();
  grantees constant uuid[] := app.grantees();
  me constant uuid := app.actor_id();
  persons constant uuid[] := array(select g.id from unnest(grantees) g (id) where g.id = any (followers));
begin
  return query
    select f.patient_id, last.recorded_at
    from (
      select r.patient_id, bool_or(r.reach = 'shared') as is_shared from public.care_relations r
      where r.region_id = region and r.grantee_id = any (persons)
        and (r.basis <> 'break_glass' or r.grantee_id = me)
        and r.starts_at <= now() and (r.ends_at is null or r.ends_at > now())
      group by r.patient_id order by r.patient_id limit least(max_rows, 1000)) f
    join public.patients p on p.region_id = region and p.id = f.patient_id and p.deceased_at is null
    -- By oneself most often all is shared; else as a place or a board one is of.
    cross join lateral (
      select f.is_shared or coalesce((
        select true from public.care_relations c
        where c.region_id = region and c.patient_id = f.patient_id and c.grantee_id = any (grantees)
          and (c.basis <> 'break_glass' or c.grantee_id = me)
          and c.reach = 'shared' and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now())
        limit 1), false) as is_shared offset 0) d
    cross join lateral (
      select not d.is_shared and coalesce((
        select true from public.patient_files o
        where o.region_id = region and o.patient_id = f.patient_id and o.establishment_id = house
        limit 1), false) as is_own offset 0) o
    left join lateral (
      select e.recorded_at from app.readable_entries(f.patient_id, d.is_shared, o.is_own) e
      order by e.recorded_at desc limit 1) last on true;
end $$;
--> statement-breakpoint
create or replace function app.search_similar(query text, max_rows integer) returns table (patient_id uuid, score real)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  region constant uuid := app.current_region();
  seekers constant uuid[] := app.search_grantees();
  words text[];
  is_known boolean[];
  others text[];
begin
  -- The first is the one to be replaced by what it resembles.
  select array_agg(r.w order by r.is_short, r.worth nulls first, r.length desc, r.w),
    array_agg(r.worth is not null order by r.is_short, r.worth nulls first, r.length desc, r.w)
  into words, is_known
  from (
    select x.w, length(x.w) < 4 as is_short, length(x.w) as length, coalesce(
        (select 2 from public.access_tokens k
         where k.region_id = region and k.grantee_id = any (seekers) and k.token = x.w limit 1),
        (select 1 from public.access_tokens k
         where k.region_id = region and k.grantee_id = any (seekers) and k.token >= x.w and k.token < x.w || '{'
         limit 1)) as worth
    from (select distinct w from regexp_split_to_table(app.fold(query), '[^a-z0-9]+') w where length(w) > 2) x
    limit 6) r;
  -- As they begin, or as one of the words they resemble; what resembles nothing is said of nobody.
  others := array(
    select case when q.is_known then ' ' || q.w else ' (' || coalesce((
        select string_agg(d.word, '|') from (
          select k.word from public.name_words k
          where k.region_id = region and length(q.w) > 3 and k.word operator(public.%) q.w
          order by public.similarity(k.word, q.w) desc, k.word limit 12) d), '-') || ')( |$)' end
    from unnest(words[2:], is_known[2:]) q (w, is_known));
  return query
    with alike as materialized (
      select k.word, public.similarity(k.word, words[1]) as likeness from public.name_words k
      where k.region_id = region and length(words[1]) > 3 and k.word operator(public.%) words[1]
      order by 2 desc, k.word limit 12),
    found as materialized (
      select t.patient_id from alike a
      cross join lateral (
        select k.patient_id from public.access_tokens k
        where k.region_id = region and k.grantee_id = any (seekers) and k.token = a.word
          and (k.ends_at is null or k.ends_at > now()) and k.words ~ all (others)
        offset 0) t
      group by t.patient_id order by max(a.likeness) desc, t.patient_id limit 100)
    select p.id, (select sum(public.word_similarity(w, p.folded_name)) from unnest(words) w)::real
    from found f
    join public.patients p on p.region_id = region and p.id = f.patient_id
    where coalesce(
        (select true from public.patient_files f
         where f.region_id = p.region_id and f.patient_id = p.id and f.establishment_id = app.files_of() limit 1),
        (select true from public.care_relations c
         where c.region_id = p.region_id and c.patient_id = p.id and c.grantee_id = any (app.grantees())
           and (c.basis <> 'break_glass' or c.grantee_id = app.actor_id())
           and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now()) limit 1))
    order by 2 desc, p.id limit least(max_rows, 50);
end $$;
--> statement-breakpoint
create or replace function app.follows(patient uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog as $$
  select coalesce((
    select true from public.care_relations c
    where c.region_id = app.current_region() and c.patient_id = patient and c.grantee_id = any (app.grantees())
      and (c.basis <> 'break_glass' or c.grantee_id = app.actor_id())
      and c.reach = 'shared' and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now())
    limit 1), false) $$;
--> statement-breakpoint
create or replace function app.successor_of(patient uuid) returns uuid
  language sql security definer stable set search_path = pg_catalog as $$
  select s.id from (select app.living_patient(patient) as id) s
  where s.id <> patient and coalesce(
    (select true from public.patient_files f
     where f.region_id = app.current_region() and f.patient_id = s.id and f.establishment_id = app.files_of() limit 1),
    (select true from public.care_relations c
     where c.region_id = app.current_region() and c.patient_id = s.id and c.grantee_id = any (app.grantees())
       and (c.basis <> 'break_glass' or c.grantee_id = app.actor_id())
       and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now()) limit 1)) $$;
--> statement-breakpoint
create or replace function app.care_circle(patient uuid) returns table (id uuid, grantee_id uuid, grantee_kind text, name text,
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
      and (c.basis <> 'break_glass' or c.grantee_id = app.actor_id())
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
       where d.region_id = region and d.doctor_id = c.grantee_id and c.basis <> 'break_glass'
         and d.starts_at <= now() and d.ends_at > now()
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
