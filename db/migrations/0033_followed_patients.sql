-- By hand: whose patients are asked for is said (a deputy's own and those of whom they stand in for; a board is nobody
-- who follows), and the doors that the list itself has shown to be open are not asked for again.
drop function app.followed_patients(integer);
--> statement-breakpoint
-- The patients that persons follow, with the moment of the latest entry that who asks may read. Who died is followed
-- no more. Of the persons only those count who are among the grantees of who asks.
create function app.followed_patients(followers uuid[], max_rows integer)
  returns table (patient_id uuid, last_at timestamptz)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  region constant uuid := app.current_region();
  house constant uuid := app.files_of();
  grantees constant uuid[] := app.grantees();
  persons constant uuid[] := array(select g.id from unnest(grantees) g (id) where g.id = any (followers));
begin
  return query
    select f.patient_id, last.recorded_at
    from (
      select r.patient_id, bool_or(r.reach = 'shared') as is_shared from public.care_relations r
      where r.region_id = region and r.grantee_id = any (persons)
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
alter function app.followed_patients(uuid[], integer) owner to app_definer;
--> statement-breakpoint
revoke all on function app.followed_patients(uuid[], integer) from public;
--> statement-breakpoint
grant execute on function app.followed_patients(uuid[], integer) to app_user;
