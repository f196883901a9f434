-- By hand. What a paper is by its type, for whoever narrows a search to it.
drop function app.search_entries(uuid, tsquery, timestamptz, timestamptz, integer);
--> statement-breakpoint
-- As before; of documents their type too.
create function app.search_entries(patient uuid, asked tsquery, since timestamptz, until timestamptz, max_rows integer)
  returns table (id uuid, kind public.entry_kind, establishment_id uuid, author_name text, type_code text)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  is_agenda constant boolean := app.reads_agenda_only();
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
    select f.id, f.kind, f.establishment_id, f.author_name, paper.type_code from (
    select r.region_id, r.id, r.kind, r.establishment_id, r.author_name, r.occurred_at, r.media_type
    from readable r join titles on titles.title = r.title
    left join lateral (
      select t.words from public.document_texts t
      where r.media_type is not null and not is_agenda and t.region_id = r.region_id and t.entry_id = r.id limit 1) t on true
    left join lateral (
      select to_tsvector('app.french', n.body) as words from public.notes n
      where r.kind = 'note' and not is_agenda and n.region_id = r.region_id and n.entry_id = r.id limit 1) n on true
    where (titles.words || coalesce(t.words, n.words, '')) @@ asked
    order by r.occurred_at desc, r.id limit least(max_rows, 5000)) f
    left join lateral (
      select coalesce(d.type_code, '') as type_code from public.documents d
      where f.media_type is not null and not is_agenda and d.region_id = f.region_id and d.entry_id = f.id limit 1) paper on true
    order by f.occurred_at desc, f.id;
end $$;
--> statement-breakpoint
alter function app.search_entries(uuid, tsquery, timestamptz, timestamptz, integer) owner to app_definer;
--> statement-breakpoint
revoke all on function app.search_entries(uuid, tsquery, timestamptz, timestamptz, integer) from public;
--> statement-breakpoint
grant execute on function app.search_entries(uuid, tsquery, timestamptz, timestamptz, integer) to app_user;
