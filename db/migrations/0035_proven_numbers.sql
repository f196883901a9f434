ALTER TABLE "people" ADD COLUMN "rpps_proven_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "rpps_vouched_by" uuid;
--> statement-breakpoint
-- Accounts that came by an invitation so far: the house that asked answers for the number.
update people p set rpps_vouched_by = (
  select i.from_establishment_id from invitations i
  where i.person_id = p.id and i.accepted_at is not null order by i.accepted_at limit 1)
where p.rpps is not null;
--> statement-breakpoint
-- Anybody may type a number into an invitation and read its code: until Pro Santé Connect has proven it, it counts
-- only for the house whose invitation made the account.
create or replace function app.member_by_rpps(number text, roles text[]) returns uuid
  language sql security definer stable set search_path = pg_catalog as $$
  select p.id from public.people p
    join public.memberships m on m.person_id = p.id and m.region_id = app.current_region()
  where p.rpps = number and m.role::text = any (roles) and (m.ends_at is null or m.ends_at > now())
    and (p.rpps_proven_at is not null or p.rpps_vouched_by = app.files_of()) limit 1 $$;
--> statement-breakpoint
-- What waits begins for whom it was said; for a number that is only typed, what its own house has waiting.
create or replace function app.begin_awaited(person uuid, max_rows integer) returns integer
  language plpgsql security definer set search_path = pg_catalog as $$
declare w record; q public.relation_questions%rowtype; region uuid := app.current_region(); begun integer := 0;
begin
  if app.actor_kind() <> 'system' then raise exception 'record.sweepNotAllowed' using errcode = 'CD403'; end if;
  for w in select x.id, x.patient_id, p.id as person_id from public.relation_questions x
      join public.people p on p.rpps = x.rpps
    where x.region_id = region and x.kind = 'waiting' and x.state = 'open' and (person is null or p.id = person)
      and (p.rpps_proven_at is not null or p.rpps_vouched_by = x.establishment_id)
      and exists (select from public.memberships m
        where m.region_id = region and m.person_id = p.id and (m.ends_at is null or m.ends_at > now())
          and (m.role = 'doctor' or x.basis <> 'declared_gp' and m.role = 'nurse_coordinator'))
    order by x.created_at limit max_rows
  loop
    -- Patients before what hangs on them, as everywhere.
    perform from public.patients p where p.region_id = region and p.id = w.patient_id for key share;
    select * into q from public.relation_questions x
    where x.region_id = region and x.id = w.id and x.state = 'open' for no key update skip locked;
    continue when not found;
    if q.until_at <= now() then
      update public.relation_questions x set state = 'dismissed', settled_at = now(), updated_at = now()
      where x.region_id = region and x.id = q.id;
      continue;
    end if;
    q.relation_id := app.start_relation(q.patient_id, w.person_id, 'person', q.basis, q.until_at,
                                        q.establishment_id, q.created_by);
    q.person_id := w.person_id;
    update public.relation_questions x set state = 'applied', settled_at = now(), updated_at = now(),
      person_id = q.person_id, relation_id = q.relation_id, version = x.version + 1
    where x.region_id = region and x.id = q.id;
    perform app.note_question(q, 'apply');
    begun := begun + 1;
  end loop;
  return begun;
end $$;
