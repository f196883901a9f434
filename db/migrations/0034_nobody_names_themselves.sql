-- By hand: nobody gives themselves a right, alone.
-- As before; whoever has an own file makes no key to the region of it for themselves.
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
  if until_at <= now() then raise exception 'record.untilPast' using errcode = 'CD422'; end if;
  return app.begin_relation(patient, person, 'person', 'designation', until_at);
end $$;
--> statement-breakpoint
-- As before; nor by the own number, also where it would only wait.
create or replace function app.designate_by_rpps(patient uuid, number text, name text, until_at timestamptz) returns text
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  f public.patient_files%rowtype;
  file uuid;
  person uuid := app.member_by_rpps(number, array['doctor', 'nurse_coordinator']);
begin
  perform from public.people p where p.id = app.actor_id() and p.rpps = number;
  if found then raise exception 'record.designationOfOneself' using errcode = 'CD403'; end if;
  if until_at <= now() then raise exception 'record.untilPast' using errcode = 'CD422'; end if;
  select x.id into file from public.patient_files x
  where x.region_id = app.current_region() and x.patient_id = patient and x.establishment_id = app.files_of()
  order by x.last_activity_at desc limit 1;
  if not found then raise exception 'record.patientNotFound' using errcode = 'CD404'; end if;
  if person is not null then
    perform app.begin_relation(patient, person, 'person', 'designation', until_at);
    return 'begun';
  end if;
  f := app.lock_file(file);
  perform app.await_doctor(f, 'designation', number, name, until_at);
  return 'waiting';
end $$;
--> statement-breakpoint
-- As before; a doctor alone says who stands in for them: their patients are of other houses too, of which no
-- administrator decides. A locum treats, so reads everything: what is read by the agenda alone would bind the locum's
-- own patients.
create or replace function app.delegate(doctor uuid, deputy uuid, as_kind text, as_reads text, from_at timestamptz,
    until_at timestamptz) returns uuid
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); house uuid := app.establishment_id(); made uuid;
begin
  if house is null or app.actor_kind() <> 'person' or app.actor_role() <> 'doctor'
     or doctor is distinct from app.actor_id() then
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
  if as_kind = 'locum' and as_reads <> 'all' then
    raise exception 'record.locumReadsAll' using errcode = 'CD422';
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
--> statement-breakpoint
-- As before; two changes of one patient's rights at once take turns, or both would write the same words. Patients
-- before what hangs on them, as everywhere.
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
    where c.region_id = region and c.patient_id = patient and (c.ends_at is null or c.ends_at > now())
  ) s
  group by s.grantee_id, s.token;
  insert into public.name_words (region_id, word)
  select distinct region, t.token from public.access_tokens t
  where t.region_id = region and t.patient_id = patient
  order by t.token -- two at once take their locks in one order
  on conflict do nothing;
end $$;
--> statement-breakpoint
-- As before; the end that the right had is kept with the question.
create or replace function app.leave_patient(patient uuid, why text) returns integer
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  region uuid := app.current_region();
  me uuid := app.actor_id();
  c public.care_relations%rowtype;
  q public.relation_questions%rowtype;
  file uuid;
  number text;
  left_count integer := 0;
begin
  perform from public.patients p where p.region_id = region and p.id = patient for key share;
  select p.rpps into number from public.people p where p.id = me;
  for c in select * from public.care_relations r
    where r.region_id = region and r.patient_id = patient and r.grantee_id = me and r.grantee_kind = 'person'
      and r.basis in ('declared_gp', 'designation', 'care_circle', 'referral')
      and (r.ends_at is null or r.ends_at > now())
    order by r.id
  loop
    perform app.close_relation(c.id, 'not_my_patient');
    left_count := left_count + 1;
    select f.id into file from public.patient_files f
    where f.region_id = region and f.patient_id = patient and f.establishment_id = c.origin_establishment_id
    order by f.last_activity_at desc limit 1;
    continue when not found;
    insert into public.relation_questions (region_id, establishment_id, file_id, patient_id, kind, basis, rpps,
                                           person_id, relation_id, note, until_at, created_by)
    values (region, c.origin_establishment_id, file, patient, 'declined', c.basis, number, me, c.id, why, c.ends_at, me)
    returning * into q;
    perform app.note_question(q, 'decline');
  end loop;
  if left_count = 0 then raise exception 'record.relationNotFound' using errcode = 'CD404'; end if;
  return left_count;
end $$;
--> statement-breakpoint
-- As before; a right is restored with the end it had, and not once that is past.
create or replace function app.settle_question(question uuid, accept boolean) returns text
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); q public.relation_questions%rowtype; patient uuid;
begin
  select x.patient_id into patient from public.relation_questions x
  where x.region_id = region and x.id = question and x.establishment_id = app.files_of();
  if not found then raise exception 'record.questionNotFound' using errcode = 'CD404'; end if;
  perform from public.patients p where p.region_id = region and p.id = patient for key share;
  select * into q from public.relation_questions x where x.region_id = region and x.id = question for no key update;
  if q.state <> 'open' then raise exception 'record.questionSettled' using errcode = 'CD409'; end if;
  if accept and q.kind = 'waiting' then raise exception 'record.doctorNotHere' using errcode = 'CD409'; end if;
  if accept and q.until_at <= now() then raise exception 'record.untilPast' using errcode = 'CD422'; end if;
  if accept then
    q.relation_id := app.start_relation(q.patient_id, q.person_id, 'person', q.basis, q.until_at, q.establishment_id,
                                        app.actor_id());
  end if;
  q.state := case when accept then 'applied' else 'dismissed' end;
  update public.relation_questions x set state = q.state, relation_id = q.relation_id, settled_by = app.actor_id(),
    settled_at = now(), updated_at = now(), version = x.version + 1
  where x.region_id = region and x.id = question;
  perform app.note_question(q, case when accept then 'accept' else 'refuse' end);
  return q.state;
end $$;
