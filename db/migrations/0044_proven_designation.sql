-- By hand. As before; a number that was typed into an invitation counts for the house that invited, until it is
-- proven: whoever only says that it is theirs is not designated for the doctor whose number it is.
create or replace function app.designate(patient uuid, person uuid, until_at timestamptz) returns uuid
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform from public.patient_files f
  where f.region_id = app.current_region() and f.patient_id = patient and f.establishment_id = app.files_of();
  if not found then raise exception 'record.patientNotFound' using errcode = 'CD404'; end if;
  if person = app.actor_id() then raise exception 'record.designationOfOneself' using errcode = 'CD403'; end if;
  perform from public.memberships m
  where m.region_id = app.current_region() and m.person_id = person and (m.ends_at is null or m.ends_at > now());
  if not found then raise exception 'record.personNotFound' using errcode = 'CD404'; end if;
  perform from public.people p
  where p.id = person and p.rpps is not null and p.rpps_proven_at is null
    and p.rpps_vouched_by is distinct from app.files_of();
  if found then raise exception 'record.numberNotProven' using errcode = 'CD409'; end if;
  if until_at <= now() then raise exception 'record.untilPast' using errcode = 'CD422'; end if;
  return app.begin_relation(patient, person, 'person', 'designation', until_at);
end $$;
