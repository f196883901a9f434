-- By hand. As before; a delegation that was ended today does not stand in the way of another from today on.
create or replace function app.delegate(doctor uuid, deputy uuid, as_kind text, as_reads text, from_at timestamptz,
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
    and d.starts_at < until_at and d.ends_at > greatest(from_at, now());
  if found then raise exception 'record.delegationOverlaps' using errcode = 'CD409'; end if;
  insert into public.delegations (region_id, establishment_id, doctor_id, deputy_id, kind, reads, starts_at, ends_at,
                                  created_by)
  values (region, house, doctor, deputy, as_kind, as_reads, from_at, until_at, app.actor_id())
  returning id into made;
  perform app.write_audit('record.delegation.begin', 'delegation/' || made, null, 'done', jsonb_build_object(
    'doctor', doctor, 'deputy', deputy, 'kind', as_kind, 'reads', as_reads));
  return made;
end $$;
