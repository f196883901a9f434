-- By hand. Two files of a house that the feed said are one can be two again: the merge keeps what it moved.
create or replace function app.merge_files(survivor text, retired text) returns text
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  region uuid := app.current_region();
  own uuid := app.files_of();
  kept uuid;
  s public.patient_files%rowtype;
  m public.patient_files%rowtype;
  l public.former_local_ids%rowtype;
  entries uuid[];
  consent boolean;
  moved jsonb;
  answered jsonb;
begin
  if region is null or own is null
     or (app.actor_kind() = 'person' and app.actor_role() <> 'identity_vigilance') then
    raise exception 'record.vigilanceNotAllowed' using errcode = 'CD403';
  end if;
  perform pg_advisory_xact_lock(hashtextextended(region::text || own::text || x, 1))
  from unnest(array[least(survivor, retired), greatest(survivor, retired)]) x;
  select o.file into kept from app.own_file_of(survivor) o;
  if kept is null then raise exception 'record.fileNotFound' using errcode = 'CD404'; end if;
  select * into m from public.patient_files f
  where f.region_id = region and f.establishment_id = own and f.local_id = retired;
  if not found then
    select * into l from public.former_local_ids x
    where x.region_id = region and x.establishment_id = own and x.local_id = retired;
    if found and l.file_id <> kept then raise exception 'record.localIdTaken' using errcode = 'CD409'; end if;
    if found then return 'known'; end if;
    -- A number that never came here: if it comes now, it is the surviving file's.
    insert into public.former_local_ids (region_id, establishment_id, local_id, file_id, kind)
    values (region, own, retired, kept, 'merged');
    return 'alias';
  end if;
  if m.id = kept then return 'known'; end if;
  select * into s from public.patient_files f where f.region_id = region and f.id = kept;
  if s.patient_id <> m.patient_id then perform app.lock_patients(s.patient_id, m.patient_id);
  else
    perform app.lock_file(s.id);
    perform app.lock_file(m.id);
  end if;
  perform from public.patient_files f
  where f.region_id = region and (f.id, f.patient_id) in ((s.id, s.patient_id), (m.id, m.patient_id)) having count(*) = 2;
  if not found then raise exception 'record.reviewChanged' using errcode = 'CD409'; end if;
  perform app.refuse_two_proofs(array[m.id], array[s.id]);
  -- As they are now that nobody changes them.
  select * into m from public.patient_files f where f.region_id = region and f.id = m.id;
  select * into s from public.patient_files f where f.region_id = region and f.id = s.id;

  entries := array(select e.id from public.record_entries e where e.region_id = region and e.file_id = m.id);
  update public.record_entries e set file_id = s.id, patient_id = s.patient_id, updated_at = now()
  where e.region_id = region and e.file_id = m.id;
  -- Whatever is changed here is kept as it was: an undo takes back exactly that.
  moved := jsonb_build_object('file', to_jsonb(m), 'into', to_jsonb(s), 'entries', to_jsonb(entries),
    'fileCopies', app.follow_entries(entries),
    'consent', (select to_jsonb(c) from public.file_consents c where c.region_id = region and c.file_id = m.id),
    'choices', (select coalesce(jsonb_agg(c.id), '[]') from public.patient_choices c
                where c.region_id = region and c.file_id = m.id),
    'formerIds', (select coalesce(jsonb_agg(x.local_id), '[]') from public.former_local_ids x
                  where x.region_id = region and x.file_id = m.id));
  update public.patient_files f set current_unit = coalesce(f.current_unit, m.current_unit),
    last_activity_at = greatest(f.last_activity_at, m.last_activity_at), phone = coalesce(f.phone, m.phone),
    address = coalesce(f.address, m.address), declared_gp_rpps = coalesce(f.declared_gp_rpps, m.declared_gp_rpps),
    declared_gp_name = coalesce(f.declared_gp_name, m.declared_gp_name), version = f.version + 1
  where f.region_id = region and f.id = s.id;
  -- What was said of consent last, if the surviving file has nothing of it.
  select exists (select from public.file_consents c where c.region_id = region and c.file_id = s.id) into consent;
  if consent then delete from public.file_consents c where c.region_id = region and c.file_id = m.id;
  else
    update public.file_consents c set file_id = s.id, patient_id = s.patient_id
    where c.region_id = region and c.file_id = m.id;
  end if;
  moved := moved || jsonb_build_object('consentMoved', not consent);
  with gone as (
    delete from public.identity_reviews r where r.region_id = region and r.file_id = m.id
      and (app.living_patient(r.other_patient_id) = s.patient_id or r.reason in (
        select k.reason from public.identity_reviews k where k.region_id = region and k.file_id = s.id))
    returning to_jsonb(r) as review)
  select moved || jsonb_build_object('reviewsGone', coalesce(jsonb_agg(review), '[]')) into moved from gone;
  with went as (
    update public.identity_reviews r set file_id = s.id where r.region_id = region and r.file_id = m.id returning r.id)
  select moved || jsonb_build_object('reviewsMoved', coalesce(jsonb_agg(id), '[]')) into moved from went;
  with settled as (
    update public.identity_reviews r set state = 'attached', updated_at = now()
    where r.region_id = region and r.file_id = s.id and r.state = 'open'
      and app.living_patient(r.other_patient_id) in (s.patient_id, m.patient_id)
    returning r.id)
  select coalesce(jsonb_agg(id), '[]') into answered from settled;
  update public.former_local_ids x set file_id = s.id where x.region_id = region and x.file_id = m.id;
  -- What is asked of both is asked once; what only the second was asked goes along.
  with gone as (
    delete from public.relation_questions q where q.region_id = region and q.file_id = m.id and exists (
      select from public.relation_questions k
      where k.region_id = region and k.file_id = s.id and k.kind = q.kind and k.rpps = q.rpps
        and (k.kind = 'proposed' or k.kind = 'waiting' and k.basis = q.basis and k.state = 'open' and q.state = 'open'))
    returning to_jsonb(q) as question)
  select moved || jsonb_build_object('questionsGone', coalesce(jsonb_agg(question), '[]')) into moved from gone;
  with went as (
    update public.relation_questions q set file_id = s.id, patient_id = s.patient_id
    where q.region_id = region and q.file_id = m.id returning q.id)
  select moved || jsonb_build_object('questionsMoved', coalesce(jsonb_agg(id), '[]')) into moved from went;
  insert into public.former_local_ids (region_id, establishment_id, local_id, file_id, kind, file)
  values (region, own, m.local_id, s.id, 'merged', to_jsonb(m));
  delete from public.patient_files f where f.region_id = region and f.id = m.id;
  if s.patient_id <> m.patient_id then
    moved := moved || app.relink_files(m.patient_id, s.patient_id, '{}', array[own]);
  else
    perform app.settle_patients(s.patient_id, m.patient_id);
  end if;
  moved := moved || jsonb_build_object('reviews', coalesce(moved->'reviews', '[]') || answered);
  perform app.write_decision(null, 'merge_files', m.patient_id, s.patient_id,
    case when app.actor_kind() = 'person' then 'person' else 'feed' end, moved);
  perform app.write_event('record.file.changed', jsonb_build_object(
    'fileId', s.id, 'patientId', s.patient_id, 'isNew', false));
  return 'merged';
end $$;
--> statement-breakpoint
-- Where the stays of a file say that the patient is.
create function app.whereabouts(file uuid) returns text
  language sql security definer stable set search_path = pg_catalog as $$
  select coalesce(y.unit, '') from public.record_entries e
  join public.stays y on y.region_id = e.region_id and y.entry_id = e.id
  where e.region_id = app.current_region() and e.file_id = file and e.kind = 'stay' and e.status = 'current'
    and y.patient_class in ('I', 'E') and y.discharged_at is null and y.cancelled_at is null
  order by e.occurred_at desc limit 1 $$;
--> statement-breakpoint
-- Two files that became one are two again: the retired one as it was, with what it had and what still lies where the
-- merge put it. What came since stays in the other.
create function app.part_files(d public.identity_decisions) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  region uuid := app.current_region();
  was public.patient_files%rowtype := jsonb_populate_record(null::public.patient_files, d.moved->'file');
  then_was public.patient_files%rowtype := jsonb_populate_record(null::public.patient_files, d.moved->'into');
  s public.patient_files%rowtype;
  m public.patient_files%rowtype;
  entries uuid[];
  copy record;
begin
  select * into s from public.patient_files f where f.region_id = region and f.id = then_was.id;
  if s.id is null or s.patient_id <> d.to_patient_id then
    raise exception 'record.undoLaterFirst' using errcode = 'CD409';
  end if;
  delete from public.former_local_ids x where x.region_id = region and x.establishment_id = d.establishment_id
    and x.local_id = was.local_id and x.kind = 'merged' and x.file_id = s.id;
  if not found then raise exception 'record.localIdTaken' using errcode = 'CD409'; end if;
  -- Over the other's row: a column that is younger than the merge has a value.
  m := jsonb_populate_record(s, d.moved->'file');
  m.patient_id := d.from_patient_id;
  m.version := was.version + 1;
  m.updated_at := now();
  insert into public.patient_files values (m.*);

  entries := array(select e.id from public.record_entries e
    where e.region_id = region and e.file_id = s.id and d.moved->'entries' ? e.id::text);
  update public.record_entries e set file_id = m.id, patient_id = m.patient_id, updated_at = now()
  where e.region_id = region and e.id = any (entries);
  perform app.follow_entries(entries);
  for copy in select (c->>'entry')::uuid as entry, c->>'was' as was from jsonb_array_elements(d.moved->'fileCopies') c
  loop
    update public.documents x set duplicate_of = null
    where x.region_id = region and x.entry_id = copy.entry and x.entry_id = any (entries);
    update public.record_entries e set status = copy.was::public.entry_status, updated_at = now()
    where e.region_id = region and e.id = copy.entry and e.id = any (entries) and e.status = 'replaced';
  end loop;

  -- What the surviving file took over and nobody has said of it since.
  update public.patient_files f set
    phone = case when then_was.phone is null and f.phone = was.phone then null else f.phone end,
    address = case when then_was.address is null and f.address = was.address then null else f.address end,
    declared_gp_rpps = case when then_was.declared_gp_rpps is null and f.declared_gp_rpps = was.declared_gp_rpps
      then null else f.declared_gp_rpps end,
    declared_gp_name = case when then_was.declared_gp_name is null and f.declared_gp_name = was.declared_gp_name
      then null else f.declared_gp_name end,
    current_unit = case when then_was.current_unit is null and was.current_unit is not null
      then app.whereabouts(f.id) else f.current_unit end,
    last_activity_at = case when f.last_activity_at = was.last_activity_at then then_was.last_activity_at
      else f.last_activity_at end,
    version = f.version + 1
  where f.region_id = region and f.id = s.id;
  update public.patient_files f set current_unit = app.whereabouts(f.id)
  where f.region_id = region and f.id = m.id and exists (
    select from public.record_entries e where e.region_id = region and e.id = any (entries) and e.kind = 'stay');

  -- Consent as it was said, unless the other file heard something of its own since.
  if (d.moved->>'consentMoved')::boolean then
    delete from public.file_consents c
    where c.region_id = region and c.file_id = s.id and c.updated_at <= d.decided_at;
  end if;
  insert into public.file_consents
  select (jsonb_populate_record(null::public.file_consents,
    d.moved->'consent' || jsonb_build_object('patient_id', m.patient_id))).*
  where jsonb_typeof(d.moved->'consent') = 'object';
  update public.patient_choices c set file_id = m.id, patient_id = m.patient_id
  where c.region_id = region and c.file_id = s.id and d.moved->'choices' ? c.id::text;
  update public.former_local_ids x set file_id = m.id
  where x.region_id = region and x.file_id = s.id and x.establishment_id = d.establishment_id
    and d.moved->'formerIds' ? x.local_id;
  update public.identity_reviews r set file_id = m.id
  where r.region_id = region and r.file_id = s.id and d.moved->'reviewsMoved' ? r.id::text;
  insert into public.identity_reviews
  select (jsonb_populate_record(null::public.identity_reviews, r)).* from jsonb_array_elements(d.moved->'reviewsGone') r
  on conflict do nothing;
  update public.relation_questions q set file_id = m.id, patient_id = m.patient_id
  where q.region_id = region and q.file_id = s.id and d.moved->'questionsMoved' ? q.id::text;
  insert into public.relation_questions
  select (jsonb_populate_record(null::public.relation_questions,
    q || jsonb_build_object('patient_id', m.patient_id))).* from jsonb_array_elements(d.moved->'questionsGone') q
  on conflict do nothing;
  perform app.write_event('record.file.changed', jsonb_build_object('fileId', x.id, 'patientId', x.patient_id, 'isNew', false))
  from (values (s.id, s.patient_id), (m.id, m.patient_id)) x (id, patient_id);
end $$;
--> statement-breakpoint
-- Of a merge of files only those that kept what they moved.
create function app.can_be_undone(d public.identity_decisions) returns boolean
  language sql stable set search_path = pg_catalog as $$
  select d.undone_at is null and (d.kind in ('attach', 'merge', 'keep_apart', 'separate')
    or d.kind = 'merge_files' and d.moved ? 'file') $$;
--> statement-breakpoint
-- As before; and what a merge of files moved.
create or replace function app.undo_decision(decision uuid, why text) returns uuid
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  region uuid := app.current_region();
  d public.identity_decisions%rowtype;
  review uuid;
  two uuid[];
begin
  perform app.require_vigilance(why);
  select * into d from public.identity_decisions x
  where x.region_id = region and x.id = decision and x.establishment_id = app.files_of();
  if not found then raise exception 'record.decisionNotFound' using errcode = 'CD404'; end if;
  if d.undone_at is null and not app.can_be_undone(d) then raise exception 'record.decisionStands' using errcode = 'CD409'; end if;
  two := array[d.from_patient_id, d.to_patient_id];
  -- A number, then patients, then files, as whoever files under that number does.
  if d.kind = 'merge_files' then
    perform pg_advisory_xact_lock(
      hashtextextended(region::text || d.establishment_id::text || (d.moved->'file'->>'local_id'), 1));
  end if;
  if two[1] <> two[2] then perform app.lock_patients(two[1], two[2]);
  else
    perform from public.patients p where p.region_id = region and p.id = two[1] for update;
    perform from public.patient_files f where f.region_id = region and f.patient_id = two[1] order by f.id for update;
  end if;
  select * into d from public.identity_decisions x where x.region_id = region and x.id = decision for update;
  if d.undone_at is not null then raise exception 'record.alreadyUndone' using errcode = 'CD409'; end if;
  if d.kind <> 'keep_apart' then
    -- Merged on since: the later one is undone first.
    perform from public.patients p where p.region_id = region and (
      (p.id = d.to_patient_id and p.merged_into is not null)
      or (p.id = d.from_patient_id and p.merged_into is not null and p.merged_into <> d.to_patient_id));
    if found then raise exception 'record.undoLaterFirst' using errcode = 'CD409'; end if;
    -- A file that was moved is one with another by now.
    perform from public.identity_decisions x
    where x.region_id = region and (x.from_patient_id = any (two) or x.to_patient_id = any (two))
      and x.kind = 'merge_files' and x.undone_at is null and x.id <> d.id
      and d.moved->'files' ? (x.moved->'file'->>'id');
    if found then raise exception 'record.undoLaterFirst' using errcode = 'CD409'; end if;
  end if;
  update public.identity_decisions x set undone_at = now(), undone_by = app.actor_id(), undone_reason = why
  where x.region_id = region and x.id = decision;
  if d.kind = 'merge_files' then perform app.part_files(d); end if;
  if d.kind <> 'keep_apart' and two[1] <> two[2] then perform app.take_back(d); end if;
  -- A patient who was made by parting and has no file any more is nobody.
  if d.kind = 'separate' then
    update public.patients p set merged_into = d.from_patient_id where p.region_id = region and p.id = d.to_patient_id
      and not exists (select from public.patient_files f where f.region_id = region and f.patient_id = p.id);
  end if;
  for review in update public.identity_reviews r set state = 'open', opened_at = now(), updated_at = now(), version = r.version + 1
    where r.region_id = region and (r.id = d.review_id or d.moved->'reviews' ? r.id::text) and r.state <> 'open'
    returning r.id
  loop
    perform app.write_event('record.review.changed', jsonb_build_object('reviewId', review));
  end loop;
  perform app.settle_patients(d.from_patient_id, d.to_patient_id);
  perform app.write_audit('record.identity.undo', 'identity_decision/' || decision, d.from_patient_id, 'done',
                          jsonb_build_object('kind', d.kind, 'other', d.to_patient_id));
  perform app.write_audit('record.identity.undo', 'identity_decision/' || decision, d.to_patient_id, 'done',
                          jsonb_build_object('kind', d.kind, 'other', d.from_patient_id));
  perform app.write_event('record.identity.decided', jsonb_build_object(
    'decisionId', decision, 'fromPatientId', d.from_patient_id, 'toPatientId', d.to_patient_id));
  return decision;
end $$;
--> statement-breakpoint
drop function app.identity_decisions_list(integer);
--> statement-breakpoint
-- As before; of two files that became one their numbers too.
create function app.identity_decisions_list(max_rows integer) returns table (id uuid, kind text, reason text,
    decided_at timestamptz, decided_by uuid, undone_at timestamptz, undone_reason text, review_id uuid,
    may_undo boolean, subject jsonb, retired_id text, surviving_id text)
  language plpgsql security definer stable set search_path = pg_catalog as $$
begin
  perform app.require_vigilance('decisions');
  return query
    select d.id, d.kind, d.reason, d.decided_at, d.decided_by, d.undone_at, d.undone_reason, d.review_id,
      app.can_be_undone(d),
      app.traits_of(p) || '{"insMatricule": null, "deceasedAt": null}',
      d.moved->'file'->>'local_id', d.moved->'into'->>'local_id'
    from public.identity_decisions d
      join public.patients p on p.region_id = d.region_id and p.id = d.from_patient_id
    where d.region_id = app.current_region() and d.establishment_id = app.files_of()
    order by d.decided_at desc nulls first, d.id limit least(max_rows, 100);
end $$;
--> statement-breakpoint
do $$
declare f text;
begin
  foreach f in array array['whereabouts(uuid)', 'part_files(public.identity_decisions)',
    'can_be_undone(public.identity_decisions)',
    'identity_decisions_list(integer)']
  loop
    execute format('alter function app.%s owner to app_definer', f);
    execute format('revoke all on function app.%s from public', f);
  end loop;
end $$;
--> statement-breakpoint
grant execute on function app.identity_decisions_list(integer) to app_user;
