grant select on stays, notes, document_texts to app_definer;
--> statement-breakpoint
-- By hand: lists of many patients. The policies ask the doors of each entry, which is right for one record and is
-- most of the work of a page of thirty; here they are asked once for each patient. `readable_entries` says word for
-- word what the policies of record_entries say; a guard compares the two.

-- A plain select that Postgres takes into the statement that calls it: run by whoever calls, with their rights.
create function app.readable_entries(patient uuid, is_shared boolean, is_own boolean) returns setof public.record_entries
  language sql stable as $$
  select e.* from public.record_entries e
  where e.region_id = (select app.current_region()) and e.patient_id = patient
    and (is_shared or is_own and (e.establishment_id = (select app.files_of()) or (
      select true from public.entry_recipients r
      where r.region_id = e.region_id and r.entry_id = e.id and r.establishment_id = (select app.files_of()) limit 1)))
    and (e.confidentiality = 'normal' or e.establishment_id = (select app.files_of())
      or e.author_person_id = (select app.actor_id()))
    and (coalesce((select app.actor_kind()), '') <> 'patient' or (e.release <> 'never' and e.released_at <= now() and not e.is_hidden_from_representatives)) $$;
--> statement-breakpoint
-- Which doors of these patients are open to whoever asks; those without one are left out. Where all is shared, the
-- own file adds nothing and is not asked for.
create function app.reaches(wanted uuid[]) returns table (patient_id uuid, is_shared boolean, is_own boolean)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  region constant uuid := app.current_region();
  house constant uuid := app.files_of();
  grantees constant uuid[] := app.grantees();
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
          and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now()) offset 0) r
      offset 0) d
    where d.is_related or d.is_own;
end $$;
--> statement-breakpoint
-- The patients a person follows, with the moment of the latest entry they may read. Who died is followed no more.
create function app.followed_patients(max_rows integer) returns table (patient_id uuid, last_at timestamptz)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  region constant uuid := app.current_region();
  house constant uuid := app.files_of();
  grantees constant uuid[] := app.grantees();
  me constant uuid := app.actor_id();
begin
  return query
    select f.patient_id, last.recorded_at
    from (
      select r.patient_id, bool_or(r.reach = 'shared') as is_shared from public.care_relations r
      where r.region_id = region and r.grantee_id = me
        and r.starts_at <= now() and (r.ends_at is null or r.ends_at > now())
      group by r.patient_id order by r.patient_id limit least(max_rows, 1000)) f
    join public.patients p on p.region_id = region and p.id = f.patient_id and p.deceased_at is null
    -- By oneself most often all is shared; else as a place or a board one is of.
    cross join lateral (
      select f.is_shared or coalesce((
        select true from public.care_relations c
        where c.region_id = region and c.patient_id = f.patient_id and c.grantee_id = any (grantees)
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
-- What a line of a list says beside who it is about: the latest entry, a running stay, how much is new to who asks.
create function app.lines_of(wanted uuid[], unopened_since timestamptz, visit_overlap interval, max_news integer)
  returns table (patient_id uuid, last_at timestamptz, last_kind public.entry_kind, last_title text,
    last_establishment_id uuid, stay_at timestamptz, stay_unit text, stay_establishment_id uuid, new_count integer)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  region constant uuid := app.current_region();
  me constant uuid := app.actor_id();
begin
  return query
    select d.patient_id, last.recorded_at, last.kind, last.title, last.establishment_id,
      stay.occurred_at, stay.unit, stay.establishment_id, fresh.count
    from app.reaches(wanted[:500]) d
    cross join lateral (
      select coalesce((
        select v.last_visit_at - visit_overlap from public.record_visits v
        where v.region_id = region and v.person_id = me and v.patient_id = d.patient_id), unopened_since) as at
      offset 0) since
    left join lateral (
      select e.recorded_at, e.kind, e.title, e.establishment_id
      from app.readable_entries(d.patient_id, d.is_shared, d.is_own) e
      order by e.recorded_at desc limit 1) last on true
    left join lateral (
      select e.occurred_at, y.unit, e.establishment_id
      from app.readable_entries(d.patient_id, d.is_shared, d.is_own) e
      join public.stays y on y.region_id = e.region_id and y.entry_id = e.id
      where e.kind = 'stay' and e.status = 'current' and e.occurred_until is null and y.patient_class in ('I', 'E')
      order by e.occurred_at desc limit 1) stay on true
    cross join lateral (
      select count(*)::integer as count from (
        select from app.readable_entries(d.patient_id, d.is_shared, d.is_own) e
        where e.recorded_at > since.at and e.author_person_id is distinct from me
        limit max_news + 1) n) fresh;
end $$;
--> statement-breakpoint
-- Where words stand in one record: titles, documents, notes. Titles repeat, so each is read once.
create function app.search_entries(patient uuid, asked tsquery, since timestamptz, until timestamptz, max_rows integer)
  returns table (id uuid, kind public.entry_kind, establishment_id uuid, author_name text)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    with readable as materialized (
      select e.region_id, e.id, e.kind, e.establishment_id, e.author_name, e.occurred_at, e.title, e.media_type
      from app.reaches(array[patient]) d
      cross join lateral app.readable_entries(d.patient_id, d.is_shared, d.is_own) e
      where e.status in ('current', 'withdrawn') and (since is null or e.occurred_at >= since)
        and (until is null or e.occurred_at < until)),
    titles as materialized (
      select t.title, to_tsvector('app.french', t.title) as words from (select distinct r.title from readable r) t)
    select r.id, r.kind, r.establishment_id, r.author_name
    from readable r join titles on titles.title = r.title
    left join lateral (
      select t.words from public.document_texts t
      where r.media_type is not null and t.region_id = r.region_id and t.entry_id = r.id limit 1) t on true
    left join lateral (
      select to_tsvector('app.french', n.body) as words from public.notes n
      where r.kind = 'note' and n.region_id = r.region_id and n.entry_id = r.id limit 1) n on true
    where (titles.words || coalesce(t.words, n.words, '')) @@ asked
    order by r.occurred_at desc, r.id limit least(max_rows, 5000);
end $$;
--> statement-breakpoint
do $$
declare f text;
begin
  foreach f in array array['app.reaches(uuid[])', 'app.followed_patients(integer)',
    'app.lines_of(uuid[], timestamptz, interval, integer)',
    'app.search_entries(uuid, tsquery, timestamptz, timestamptz, integer)'] loop
    execute format('alter function %s owner to app_definer', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to app_user', f);
  end loop;
end $$;
--> statement-breakpoint
revoke all on function app.readable_entries(uuid, boolean, boolean) from public;
--> statement-breakpoint
grant execute on function app.readable_entries(uuid, boolean, boolean) to app_definer;
