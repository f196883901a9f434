-- By hand: said by whoever opens the transaction; nothing said is everything that the doors open.
create function app.reads_agenda_only() returns boolean language sql stable parallel safe as
  $$ select coalesce(current_setting('app.reads', true), '') = 'agenda' $$;
--> statement-breakpoint
CREATE POLICY "document_texts_agenda" ON "document_texts" AS RESTRICTIVE FOR SELECT TO "app_user" USING (not (select app.reads_agenda_only()));--> statement-breakpoint
CREATE POLICY "documents_agenda" ON "documents" AS RESTRICTIVE FOR SELECT TO "app_user" USING (not (select app.reads_agenda_only()));--> statement-breakpoint
CREATE POLICY "record_entries_agenda" ON "record_entries" AS RESTRICTIVE FOR SELECT TO "app_user" USING (not (select app.reads_agenda_only()) or kind in ('appointment', 'stay', 'document'));--> statement-breakpoint
-- By hand from here: what says the policies of record_entries word for word says this one too.
create or replace function app.readable_entries(patient uuid, is_shared boolean, is_own boolean) returns setof public.record_entries
  language sql stable as $$
  select e.* from public.record_entries e
  where e.region_id = (select app.current_region()) and e.patient_id = patient
    and (is_shared or is_own and (e.establishment_id = (select app.files_of()) or (
      select true from public.entry_recipients r
      where r.region_id = e.region_id and r.entry_id = e.id and r.establishment_id = (select app.files_of()) limit 1)))
    and (e.confidentiality = 'normal' or e.establishment_id = (select app.files_of())
      or e.author_person_id = (select app.actor_id()))
    and (not (select app.reads_agenda_only()) or e.kind in ('appointment', 'stay', 'document'))
    and (coalesce((select app.actor_kind()), '') <> 'patient' or (e.release <> 'never' and e.released_at <= now() and not e.is_hidden_from_representatives)) $$;
--> statement-breakpoint
-- The patients a person follows, and while they stand in for a doctor, that doctor's. Who died is followed no more.
create or replace function app.followed_patients(max_rows integer) returns table (patient_id uuid, last_at timestamptz)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  region constant uuid := app.current_region();
  persons constant uuid[] := array_remove(app.grantees(), app.establishment_id());
begin
  return query
    with c as materialized (
      select distinct f.patient_id from unnest(persons) g (id)
      cross join lateral (
        select distinct r.patient_id from public.care_relations r
        where r.region_id = region and r.grantee_id = g.id
          and r.starts_at <= now() and (r.ends_at is null or r.ends_at > now())
        order by r.patient_id limit least(max_rows, 1000)) f
      limit least(max_rows, 1000))
    select d.patient_id, last.recorded_at
    from app.reaches(array(select c.patient_id from c)) d
    join public.patients p on p.region_id = region and p.id = d.patient_id and p.deceased_at is null
    left join lateral (
      select e.recorded_at from app.readable_entries(d.patient_id, d.is_shared, d.is_own) e
      order by e.recorded_at desc limit 1) last on true;
end $$;
