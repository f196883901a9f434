-- Hand-written: identities as they are said, compared, joined and parted. What hangs on a patient follows in the
-- same transaction. Locks are always taken in one order: the patients by id, then their files by id, then a review.

-- Who a patient is now: the identity that took it in, or itself.
create function app.living_patient(patient uuid) returns uuid
  language sql security definer stable set search_path = pg_catalog as $$
  with recursive chain as (
    select p.id, p.merged_into from public.patients p where p.region_id = app.current_region() and p.id = patient
    union all
    select p.id, p.merged_into from chain c
      join public.patients p on p.region_id = app.current_region() and p.id = c.merged_into)
  select c.id from chain c where c.merged_into is null $$;
--> statement-breakpoint
create function app.patient_aliases(patient uuid) returns uuid[]
  language sql security definer stable set search_path = pg_catalog as $$
  with recursive taken as (
    select p.id from public.patients p where p.region_id = app.current_region() and p.id = patient
    union all
    select p.id from taken t join public.patients p on p.region_id = app.current_region() and p.merged_into = t.id)
  select array_agg(t.id) from taken t $$;
--> statement-breakpoint
-- A pair that somebody kept apart is not proposed again, whoever was merged into either of them since.
create function app.are_kept_apart(one uuid, other uuid) returns boolean
  language sql security definer stable set search_path = pg_catalog as $$
  with a as (select app.patient_aliases(one) as ids), b as (select app.patient_aliases(other) as ids)
  select exists (
    select from public.identity_decisions d, a, b
    where d.region_id = app.current_region() and d.kind in ('keep_apart', 'separate') and d.undone_at is null
      and ((d.from_patient_id = any (a.ids) and d.to_patient_id = any (b.ids))
        or (d.from_patient_id = any (b.ids) and d.to_patient_id = any (a.ids)))) $$;
--> statement-breakpoint
-- One list of given names may be longer than the other and still say the same person.
create function app.given_names_differ(one text, other text) returns boolean
  language sql immutable set search_path = pg_catalog as $$
  select app.fold(one) <> '' and app.fold(other) <> ''
    and not (starts_with(app.fold(one) || ' ', app.fold(other) || ' ')
          or starts_with(app.fold(other) || ' ', app.fold(one) || ' ')) $$;
--> statement-breakpoint
-- The five strict traits and the number; what is not said contradicts nothing, nor do accents and capitals.
create function app.strict_traits_differ(held jsonb, said jsonb) returns boolean
  language sql immutable set search_path = pg_catalog as $$
  select coalesce(app.fold(held->>'birthName') <> app.fold(coalesce(said->>'birthName', held->>'birthName'))
      or app.fold(held->>'firstGivenName') <> app.fold(coalesce(said->>'firstGivenName', held->>'firstGivenName'))
      or app.given_names_differ(held->>'birthGivenNames', said->>'birthGivenNames')
      or held->>'birthDate' <> coalesce(said->>'birthDate', held->>'birthDate')
      or (held->>'sex' <> 'unknown' and coalesce(said->>'sex', 'unknown') not in ('unknown', held->>'sex'))
      or held->>'birthPlaceCode' <> coalesce(said->>'birthPlaceCode', held->>'birthPlaceCode')
      or held->>'insMatricule' <> coalesce(said->>'insMatricule', held->>'insMatricule'), false) $$;
--> statement-breakpoint
create function app.traits_of(f public.patient_files) returns jsonb
  language sql immutable set search_path = pg_catalog as $$
  select jsonb_build_object('birthName', f.birth_name, 'firstGivenName', f.first_given_name,
    'birthGivenNames', f.birth_given_names, 'birthDate', f.birth_date, 'sex', f.sex,
    'birthPlaceCode', f.birth_place_code, 'insMatricule', f.ins_matricule, 'insOid', f.ins_oid,
    'identityStatus', f.identity_status, 'usedName', f.used_name, 'usedGivenName', f.used_given_name,
    'deceasedAt', f.deceased_at) $$;
--> statement-breakpoint
create function app.traits_of(p public.patients) returns jsonb
  language sql immutable set search_path = pg_catalog as $$
  select jsonb_build_object('birthName', p.birth_name, 'firstGivenName', p.first_given_name,
    'birthGivenNames', p.birth_given_names, 'birthDate', p.birth_date, 'sex', p.sex,
    'birthPlaceCode', p.birth_place_code, 'insMatricule', p.ins_matricule, 'insOid', p.ins_oid,
    'identityStatus', p.identity_status, 'usedName', p.used_name, 'usedGivenName', p.used_given_name,
    'deceasedAt', p.deceased_at) $$;
--> statement-breakpoint
-- Who the files of these patients say it is: from the most trusted, then the most recent. A file whose likeness to
-- another patient is not decided yet proves nothing.
create function app.best_identity(patients uuid[]) returns public.patients
  language plpgsql security definer stable set search_path = pg_catalog as $$
declare b public.patients%rowtype; region uuid := app.current_region();
begin
  with said as (
    select f.*, case when exists (
        select from public.identity_reviews r
        where r.region_id = region and r.file_id = f.id and r.state = 'open'
          and r.reason in ('same_traits', 'ins_with_other_traits', 'ins_known_elsewhere')
          and not r.other_patient_id = any (best_identity.patients)
          -- Two numbers of one authority, each proven, are two people, however alike.
          and not (r.reason = 'same_traits' and f.identity_status = 'QUAL' and exists (
            select from public.patients o
            where o.region_id = region and o.id = r.other_patient_id and o.identity_status = 'QUAL'
              and o.ins_oid = f.ins_oid and o.ins_matricule <> f.ins_matricule)))
      then 'PROV'::public.identity_status else f.identity_status end as worth
    from public.patient_files f where f.region_id = region and f.patient_id = any (best_identity.patients)),
  ranked as (select s.*, row_number() over (order by app.trust(s.worth) desc, s.updated_at desc, s.id) as n from said s)
  select (array_agg(r.birth_name order by n))[1], (array_agg(r.birth_given_names order by n))[1],
    (array_agg(r.first_given_name order by n))[1],
    (array_agg(r.birth_date order by n) filter (where r.birth_date is not null))[1],
    coalesce((array_agg(r.sex order by n) filter (where r.sex <> 'unknown'))[1], 'unknown'),
    (array_agg(r.birth_place_code order by n) filter (where r.birth_place_code is not null))[1],
    (array_agg(r.ins_matricule order by n) filter (where r.ins_matricule is not null))[1],
    (array_agg(r.ins_oid order by n) filter (where r.ins_matricule is not null))[1],
    (array_agg(r.worth order by n))[1],
    (array_agg(r.used_name order by n) filter (where r.used_name is not null))[1],
    (array_agg(r.used_given_name order by n) filter (where r.used_given_name is not null))[1],
    (array_agg(r.deceased_at order by n) filter (where r.deceased_at is not null))[1]
  into b.birth_name, b.birth_given_names, b.first_given_name, b.birth_date, b.sex, b.birth_place_code,
    b.ins_matricule, b.ins_oid, b.identity_status, b.used_name, b.used_given_name, b.deceased_at
  from ranked r;
  -- One number is one person: who had it first keeps it proven, the other waits until somebody has decided.
  if b.identity_status = 'QUAL' and exists (
    select from public.patients p
    where p.region_id = region and p.ins_matricule = b.ins_matricule and p.ins_oid is not distinct from b.ins_oid
      and p.identity_status = 'QUAL' and p.merged_into is null and not p.id = any (best_identity.patients))
  then b.identity_status := 'PROV'; end if;
  return b;
end $$;
--> statement-breakpoint
-- The regional identity anew, and the searches that find it when a name changed. Without a file it stays as it is.
create function app.recompute_identity(patient uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog as $$
declare b public.patients%rowtype; p public.patients%rowtype; region uuid := app.current_region();
begin
  b := app.best_identity(array[patient]);
  if b.birth_name is null then return false; end if;
  select * into p from public.patients x where x.region_id = region and x.id = patient;
  if app.traits_of(b) = app.traits_of(p) then return false; end if;
  update public.patients x set birth_name = b.birth_name, birth_given_names = b.birth_given_names,
    first_given_name = b.first_given_name, birth_date = b.birth_date, sex = b.sex,
    birth_place_code = b.birth_place_code, ins_matricule = b.ins_matricule, ins_oid = b.ins_oid,
    identity_status = b.identity_status, used_name = b.used_name, used_given_name = b.used_given_name,
    deceased_at = b.deceased_at, version = x.version + 1, updated_at = now()
  where x.region_id = region and x.id = patient;
  return (p.birth_name, p.first_given_name, p.birth_given_names, p.used_name, p.used_given_name)
    is distinct from (b.birth_name, b.first_given_name, b.birth_given_names, b.used_name, b.used_given_name);
end $$;
--> statement-breakpoint
-- A patient as the establishment numbers them, by today's local id or a former one.
create function app.own_file_of(local text, out file uuid, out is_merged boolean)
  language plpgsql security definer stable set search_path = pg_catalog as $$
begin
  select f.id, false into file, is_merged from public.patient_files f
  where f.region_id = app.current_region() and f.establishment_id = app.files_of() and f.local_id = local;
  if found then return; end if;
  select l.file_id, l.kind = 'merged' into file, is_merged from public.former_local_ids l
  where l.region_id = app.current_region() and l.establishment_id = app.files_of() and l.local_id = local;
end $$;
--> statement-breakpoint
-- A file with its patient, in the order of locks: it may change its patient while one waits.
create function app.lock_file(file uuid) returns public.patient_files
  language plpgsql security definer set search_path = pg_catalog as $$
declare f public.patient_files%rowtype; patient uuid; region uuid := app.current_region();
begin
  loop
    select x.patient_id into patient from public.patient_files x where x.region_id = region and x.id = file;
    if not found then return null; end if;
    perform from public.patients p where p.region_id = region and p.id = patient for no key update;
    select * into f from public.patient_files x where x.region_id = region and x.id = file for no key update;
    if f.patient_id = patient then return f; end if;
    if f.id is null then return null; end if;
  end loop;
end $$;
--> statement-breakpoint
-- Two patients and all their files, for whoever joins or parts them. A second one waits here, then sees what the
-- first did.
create function app.lock_patients(one uuid, other uuid) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare found_rows integer; region uuid := app.current_region();
begin
  perform from public.patients p where p.region_id = region and p.id in (one, other) order by p.id for update;
  get diagnostics found_rows = row_count;
  if found_rows <> 2 then raise exception 'record.patientNotFound' using errcode = 'CD404'; end if;
  perform from public.patient_files f where f.region_id = region and f.patient_id in (one, other)
    order by f.id for update;
end $$;
--> statement-breakpoint
create function app.open_review(file uuid, why text, other uuid, said jsonb) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare f public.patient_files%rowtype; r public.identity_reviews%rowtype; is_anew boolean;
begin
  select * into f from public.patient_files x where x.region_id = app.current_region() and x.id = file;
  select * into r from public.identity_reviews x
  where x.region_id = f.region_id and x.file_id = file and x.reason = why for update;
  -- The same question with the same answer is not asked twice, however often the feed says it.
  is_anew := r.id is null or (r.state <> 'open' and (r.other_patient_id is distinct from other or r.proposed is distinct from said
    or r.state = 'settled'));
  insert into public.identity_reviews as x (region_id, establishment_id, file_id, reason, other_patient_id, proposed)
  values (f.region_id, f.establishment_id, file, why, other, said)
  on conflict on constraint identity_reviews_once do update set
    occurrences = x.occurrences + 1, updated_at = now(), version = x.version + 1,
    other_patient_id = excluded.other_patient_id, proposed = excluded.proposed,
    state = case when is_anew then 'open' else x.state end,
    opened_at = case when is_anew then now() else x.opened_at end
  returning * into r;
  if is_anew then
    perform app.write_event('record.review.changed', jsonb_build_object('reviewId', r.id));
  end if;
end $$;
--> statement-breakpoint
-- What is asked no more because the establishment says otherwise by now.
create function app.settle_reviews(file uuid, why text) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare review uuid;
begin
  for review in update public.identity_reviews r set state = 'settled', updated_at = now(), version = r.version + 1
    where r.region_id = app.current_region() and r.file_id = file and r.reason = why and r.state = 'open'
    returning r.id
  loop
    perform app.write_event('record.review.changed', jsonb_build_object('reviewId', review));
  end loop;
end $$;
--> statement-breakpoint
-- Another patient who may be the same person: by a proven number, else by name and day of birth.
create function app.find_lookalike(f public.patient_files, out other uuid, out reason text)
  language plpgsql security definer stable set search_path = pg_catalog as $$
begin
  if f.identity_status = 'QUAL' and f.ins_matricule is not null then
    select p.id into other from public.patients p
    where p.region_id = f.region_id and p.ins_matricule = f.ins_matricule and p.identity_status = 'QUAL'
      and p.ins_oid is not distinct from f.ins_oid
      and p.merged_into is null and p.id <> f.patient_id and not app.are_kept_apart(f.patient_id, p.id)
    order by p.created_at, p.id limit 1;
    if found then reason := 'ins_known_elsewhere'; return; end if;
  end if;
  select p.id into other from public.patients p
  where p.region_id = f.region_id and p.birth_date = f.birth_date and p.merged_into is null and p.id <> f.patient_id
    and app.fold(p.birth_name) = app.fold(f.birth_name)
    and app.fold(p.first_given_name) = app.fold(f.first_given_name)
    and not app.are_kept_apart(f.patient_id, p.id)
  order by app.trust(p.identity_status) desc, p.created_at, p.id limit 1;
  if found then reason := 'same_traits'; end if;
end $$;
--> statement-breakpoint
-- Writes down what is said of a file. Complementary traits always; strict traits unless they are locked (RECUP or
-- QUAL): then the difference waits for identity vigilance. Another establishment's file is never touched, and the
-- regional identity is the most trusted file's whatever this one says.
create function app.write_identity(file uuid, said jsonb) returns text
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  region uuid := app.current_region();
  f public.patient_files%rowtype;
  n public.patient_files%rowtype;
  regional public.patients%rowtype;
  answer text := 'updated';
  differs boolean;
  found_other uuid;
  found_reason text;
  renamed boolean;
begin
  f := app.lock_file(file);
  if f.id is null then raise exception 'record.fileNotFound' using errcode = 'CD404'; end if;
  n := f;
  n.used_name := case when said ? 'usedName' then said->>'usedName' else f.used_name end;
  n.used_given_name := case when said ? 'usedGivenName' then said->>'usedGivenName' else f.used_given_name end;
  n.deceased_at := case when said ? 'deceasedAt' then (said->>'deceasedAt')::timestamptz else f.deceased_at end;
  n.phone := case when said ? 'phone' then said->>'phone' else f.phone end;
  n.address := case when said ? 'address' then said->>'address' else f.address end;
  n.declared_gp_rpps := case when said ? 'declaredGpRpps' then said->>'declaredGpRpps' else f.declared_gp_rpps end;
  n.declared_gp_name := case when said ? 'declaredGpName' then said->>'declaredGpName' else f.declared_gp_name end;

  differs := app.strict_traits_differ(app.traits_of(f), said);
  if differs and f.identity_status in ('RECUP', 'QUAL') then
    answer := 'review';
    perform app.open_review(f.id, 'strict_trait_changed', null, jsonb_strip_nulls(jsonb_build_object(
      'birthName', said->'birthName', 'firstGivenName', said->'firstGivenName',
      'birthGivenNames', said->'birthGivenNames', 'birthDate', said->'birthDate', 'sex', said->'sex',
      'birthPlaceCode', said->'birthPlaceCode', 'insMatricule', said->'insMatricule', 'insOid', said->'insOid',
      'identityStatus', said->'identityStatus')));
  else
    if f.identity_status in ('RECUP', 'QUAL') then perform app.settle_reviews(f.id, 'strict_trait_changed'); end if;
    n.birth_name := coalesce(nullif(said->>'birthName', ''), f.birth_name);
    n.first_given_name := coalesce(nullif(said->>'firstGivenName', ''), f.first_given_name);
    if coalesce(said->>'birthGivenNames', '') <> ''
       and not starts_with(app.fold(f.birth_given_names) || ' ', app.fold(said->>'birthGivenNames') || ' ') then
      n.birth_given_names := said->>'birthGivenNames';
    end if;
    n.birth_date := coalesce((said->>'birthDate')::date, f.birth_date);
    n.sex := coalesce(nullif(said->>'sex', 'unknown')::public.administrative_sex, f.sex);
    n.birth_place_code := coalesce(said->>'birthPlaceCode', f.birth_place_code);
    n.ins_matricule := coalesce(said->>'insMatricule', f.ins_matricule);
    n.ins_oid := coalesce(said->>'insOid', f.ins_oid);
    n.identity_status := coalesce((said->>'identityStatus')::public.identity_status,
      -- Papers were checked for other traits than these.
      case when differs and app.actor_kind() = 'person' then 'PROV' else f.identity_status end);
  end if;

  update public.patient_files x set birth_name = n.birth_name, birth_given_names = n.birth_given_names,
    first_given_name = n.first_given_name, birth_date = n.birth_date, sex = n.sex,
    birth_place_code = n.birth_place_code, ins_matricule = n.ins_matricule, ins_oid = n.ins_oid,
    identity_status = n.identity_status, used_name = n.used_name, used_given_name = n.used_given_name,
    deceased_at = n.deceased_at, phone = n.phone, address = n.address, declared_gp_rpps = n.declared_gp_rpps,
    declared_gp_name = n.declared_gp_name, version = x.version + 1, updated_at = now()
  where x.region_id = region and x.id = f.id;

  if (n.birth_name, n.first_given_name, n.birth_date, n.identity_status, n.ins_matricule)
     is distinct from (f.birth_name, f.first_given_name, f.birth_date, f.identity_status, f.ins_matricule) then
    select l.other, l.reason into found_other, found_reason from app.find_lookalike(n) l;
    if found_other is not null then
      perform app.open_review(f.id, found_reason, found_other, null);
      answer := 'review';
    end if;
  end if;

  renamed := app.recompute_identity(f.patient_id)
    or (n.birth_name, n.first_given_name, n.birth_given_names, n.used_name, n.used_given_name)
       is distinct from (f.birth_name, f.first_given_name, f.birth_given_names, f.used_name, f.used_given_name);
  select * into regional from public.patients p where p.region_id = region and p.id = f.patient_id;
  if regional.identity_status = 'QUAL' and app.strict_traits_differ(app.traits_of(regional), app.traits_of(n)) then
    perform app.open_review(f.id, 'differs_from_regional', null, app.traits_of(n) - 'deceasedAt');
    answer := 'review';
  else
    perform app.settle_reviews(f.id, 'differs_from_regional');
  end if;
  if renamed then perform app.refresh_access_tokens(f.patient_id); end if;
  perform app.write_audit('record.file.update', 'patient_file/' || f.id, f.patient_id, 'done',
    case when answer = 'review' then '{"answer": "review"}'::jsonb else '{}' end);
  perform app.write_event('record.file.changed', jsonb_build_object(
    'fileId', f.id, 'patientId', f.patient_id, 'isNew', false));
  return answer;
end $$;
--> statement-breakpoint
-- A31 and a form: only what is said changes; null takes a complementary trait away.
create function app.update_identity(said jsonb, out file_id uuid, out patient_id uuid, out answer text)
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  if app.current_region() is null or app.files_of() is null then
    raise exception 'record.fileNotAllowed' using errcode = 'CD403';
  end if;
  perform pg_advisory_xact_lock(hashtextextended(
    app.current_region()::text || app.files_of()::text || (said->>'localId'), 1));
  select o.file into update_identity.file_id from app.own_file_of(said->>'localId') o;
  if update_identity.file_id is null then raise exception 'record.fileNotFound' using errcode = 'CD404'; end if;
  answer := app.write_identity(update_identity.file_id, said);
  select f.patient_id into update_identity.patient_id from public.patient_files f
  where f.region_id = app.current_region() and f.id = update_identity.file_id;
end $$;
--> statement-breakpoint
-- As before, without those who were merged away.
create or replace function app.find_identity(traits jsonb, out answer text, out found_patient uuid, out reason text)
  language plpgsql security definer stable set search_path = pg_catalog as $$
declare
  region uuid := app.current_region();
  qualified boolean := traits->>'identityStatus' = 'QUAL' and traits->>'insMatricule' is not null;
  name text := app.fold(traits->>'birthName');
  given text := app.fold(traits->>'firstGivenName');
  born date := (traits->>'birthDate')::date;
begin
  if qualified then
    select p.id into found_patient from public.patients p
    where p.region_id = region and p.ins_matricule = traits->>'insMatricule'
      and p.ins_oid = traits->>'insOid' and p.identity_status = 'QUAL' and p.merged_into is null
      and app.fold(p.birth_name) = name and app.fold(p.first_given_name) = given
      and p.birth_date = born and p.sex::text = traits->>'sex'
      and p.birth_place_code is not distinct from traits->>'birthPlaceCode'
    limit 1;
    if found then answer := 'attach'; return; end if;
    perform from public.patients p
    where p.region_id = region and p.ins_matricule = traits->>'insMatricule' and p.identity_status = 'QUAL'
      and p.merged_into is null;
    if found then answer := 'review'; reason := 'ins_with_other_traits'; return; end if;
  end if;
  perform from public.patients p
  where p.region_id = region and p.birth_date = born and p.merged_into is null
    and app.fold(p.birth_name) = name and app.fold(p.first_given_name) = given;
  if found then answer := 'review'; reason := 'same_traits'; return; end if;
  answer := 'new';
end $$;
--> statement-breakpoint
-- As before; a file that is known goes through the one place where identities are written, and what a person
-- creates on screen has its five strict traits (a feed may know less).
create or replace function app.open_file(said jsonb, out file_id uuid, out patient_id uuid, out answer text)
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  region uuid := app.current_region();
  own uuid := app.files_of();
  known uuid;
  was_merged boolean;
  f public.patient_files%rowtype;
  other uuid;
  why text;
begin
  if region is null or own is null then raise exception 'record.fileNotAllowed' using errcode = 'CD403'; end if;
  if coalesce(said->>'localId', '') = '' or coalesce(said->>'birthName', '') = ''
     or coalesce(said->>'firstGivenName', '') = '' then
    raise exception 'record.identityIncomplete' using errcode = 'CD422';
  end if;
  -- Two feeds that announce the same person at once must not both find nothing.
  perform pg_advisory_xact_lock(hashtextextended(region::text || own::text || (said->>'localId'), 1));
  perform pg_advisory_xact_lock(hashtextextended(
    region::text || app.fold(said->>'birthName') || coalesce((said->>'birthDate')::date::text, ''), 2));

  select o.file, o.is_merged into known, was_merged from app.own_file_of(said->>'localId') o;
  if known is not null then
    answer := 'known';
    -- The number of a file that went into another names its patient; what it says of them is out of date.
    if not was_merged then
      perform app.write_identity(known, jsonb_strip_nulls(said) || jsonb_build_object(
        'usedName', said->'usedName', 'usedGivenName', said->'usedGivenName'));
    end if;
    select x.id, x.patient_id into open_file.file_id, open_file.patient_id
    from public.patient_files x where x.region_id = region and x.id = known;
    return;
  end if;

  if app.actor_kind() = 'person' and (coalesce(said->>'birthDate', '') = '' or coalesce(said->>'sex', 'unknown') = 'unknown'
     or coalesce(said->>'birthPlaceCode', '') = '') then
    raise exception 'record.strictTraitsMissing' using errcode = 'CD422';
  end if;
  select i.answer, i.found_patient, i.reason into answer, patient_id, why
  from app.find_identity(said) i;
  if patient_id is not null then
    perform from public.patients p where p.region_id = region and p.id = open_file.patient_id for no key update;
    patient_id := app.living_patient(patient_id);
  else
    insert into public.patients (region_id, birth_name, birth_given_names, first_given_name, birth_date, sex,
      birth_place_code, ins_matricule, ins_oid, identity_status, used_name, used_given_name, deceased_at)
    values (region, said->>'birthName', coalesce(said->>'birthGivenNames', said->>'firstGivenName'),
      said->>'firstGivenName', (said->>'birthDate')::date,
      coalesce(said->>'sex', 'unknown')::public.administrative_sex, said->>'birthPlaceCode', said->>'insMatricule',
      said->>'insOid',
      -- Unproven against a look-alike: never qualified until a person has decided.
      case when why is null then coalesce(said->>'identityStatus', 'PROV')::public.identity_status else 'PROV' end,
      said->>'usedName', said->>'usedGivenName', (said->>'deceasedAt')::timestamptz)
    returning id into patient_id;
  end if;
  insert into public.patient_files (region_id, establishment_id, patient_id, local_id, birth_name,
    birth_given_names, first_given_name, birth_date, sex, birth_place_code, ins_matricule, ins_oid,
    identity_status, used_name, used_given_name, deceased_at, phone, address, declared_gp_rpps,
    declared_gp_name)
  values (region, own, patient_id, said->>'localId', said->>'birthName',
    coalesce(said->>'birthGivenNames', said->>'firstGivenName'), said->>'firstGivenName', (said->>'birthDate')::date,
    coalesce(said->>'sex', 'unknown')::public.administrative_sex, said->>'birthPlaceCode', said->>'insMatricule',
    said->>'insOid', coalesce(said->>'identityStatus', 'PROV')::public.identity_status, said->>'usedName',
    said->>'usedGivenName', (said->>'deceasedAt')::timestamptz, said->>'phone', said->>'address',
    said->>'declaredGpRpps', said->>'declaredGpName')
  returning * into f;
  file_id := f.id;
  if why is not null then
    select l.other, coalesce(nullif(l.reason, 'ins_known_elsewhere'), why) into other, why
    from app.find_lookalike(f) l;
    perform app.open_review(f.id, why, other, null);
  end if;
  if answer <> 'new' then perform app.recompute_identity(patient_id); end if;
  perform app.write_audit('record.file.open', 'patient_file/' || file_id, patient_id, 'done',
                          jsonb_build_object('answer', answer));
  perform app.refresh_access_tokens(patient_id);
  perform app.write_event('record.file.changed', jsonb_build_object(
    'fileId', file_id, 'patientId', patient_id, 'isNew', true));
end $$;
--> statement-breakpoint
-- As before; whoever was merged away while somebody named them begins nothing: their successor does.
create or replace function app.begin_relation(patient uuid, grantee uuid, kind public.grantee_kind,
    why public.relation_basis, until_at timestamptz) returns uuid
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); relation uuid; is_merged boolean;
begin
  select p.merged_into is not null into is_merged from public.patients p
  where p.region_id = region and p.id = patient for key share;
  if is_merged then patient := app.living_patient(patient); end if;
  select c.id into relation from public.care_relations c
  where c.region_id = region and c.patient_id = patient and c.grantee_id = grantee and c.basis = why
    and (c.ends_at is null or c.ends_at > now());
  if found then return relation; end if;
  insert into public.care_relations (region_id, patient_id, grantee_id, grantee_kind, basis, ends_at,
                                     origin_establishment_id, created_by)
  values (region, patient, grantee, kind, why, until_at, app.files_of(), app.actor_id())
  on conflict do nothing returning id into relation;
  perform app.refresh_access_tokens(patient);
  perform app.write_audit('record.relation.begin', 'care_relation/' || relation, patient, 'done',
                          jsonb_build_object('basis', why, 'grantee', grantee));
  perform app.write_event('record.relation.began', jsonb_build_object(
    'relationId', relation, 'patientId', patient, 'granteeId', grantee));
  return relation;
end $$;
--> statement-breakpoint
-- Hand-written: what hangs on a patient goes with the files it came through; what was moved is written down, so
-- that an undo takes back that and nothing else.

-- What repeats the patient of its entry, after entries changed theirs. The same document twice, of one patient now,
-- is a copy: it stays readable, marked replaced. Answers with the copies it made.
create function app.follow_entries(entries uuid[]) returns jsonb
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); d record; copies jsonb := '[]'; was public.entry_status;
begin
  for d in
    select m.entry_id, o.entry_id as original from public.documents m
      join public.record_entries e on e.region_id = m.region_id and e.id = m.entry_id
      join public.documents o on o.region_id = m.region_id and o.establishment_id = m.establishment_id
        and o.patient_id = e.patient_id and o.unique_id = m.unique_id and o.sha256 = m.sha256
        and o.duplicate_of is null and o.entry_id <> m.entry_id
    where m.region_id = region and m.entry_id = any (entries) and m.duplicate_of is null
      and m.patient_id <> e.patient_id
  loop
    update public.documents m set duplicate_of = d.original where m.region_id = region and m.entry_id = d.entry_id;
    select e.status into was from public.record_entries e where e.region_id = region and e.id = d.entry_id;
    if was = 'current' then
      update public.record_entries e set status = 'replaced', updated_at = now()
      where e.region_id = region and e.id = d.entry_id;
    end if;
    copies := copies || jsonb_build_object('entry', d.entry_id, 'was', was);
  end loop;
  update public.documents m set patient_id = e.patient_id from public.record_entries e
  where m.region_id = region and m.entry_id = any (entries) and e.region_id = region and e.id = m.entry_id
    and m.patient_id <> e.patient_id;
  update public.observations m set patient_id = e.patient_id from public.record_entries e
  where m.region_id = region and m.entry_id = any (entries) and e.region_id = region and e.id = m.entry_id
    and m.patient_id <> e.patient_id;
  -- "Moved" tells of the patient under whom it was read.
  update public.notices m set patient_id = e.patient_id from public.record_entries e
  where m.region_id = region and m.entry_id = any (entries) and e.region_id = region and e.id = m.entry_id
    and m.patient_id <> e.patient_id and m.reason <> 'moved';
  return copies;
end $$;
--> statement-breakpoint
-- Known as long as one allergy holds; no more known when the last one went to somebody else.
create function app.settle_allergy_state(patient uuid) returns void
  language sql security definer set search_path = pg_catalog as $$
  update public.patients p set allergy_state = case
    when exists (
      select from public.record_entries e
      where e.region_id = p.region_id and e.patient_id = p.id
        and e.kind in ('condition', 'treatment', 'biomarker', 'decision', 'allergy')
        and e.kind = 'allergy' and e.status = 'current') then 'known'
    when p.allergy_state = 'known' then 'not_asked' else p.allergy_state end
  where p.region_id = app.current_region() and p.id = patient $$;
--> statement-breakpoint
-- After files changed their patient, or one went into another: both identities anew, with their searches.
create function app.settle_patients(one uuid, other uuid) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform app.recompute_identity(one);
  perform app.recompute_identity(other);
  perform app.settle_allergy_state(one);
  perform app.settle_allergy_state(other);
  perform app.refresh_access_tokens(one);
  perform app.refresh_access_tokens(other);
end $$;
--> statement-breakpoint
-- Files of one patient become another's. When none is left behind everything goes along and the first is merged
-- into the second; else what the moved files' establishments said and what their people keep goes.
create function app.relink_files(origin uuid, target uuid, files uuid[], houses uuid[]) returns jsonb
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  region uuid := app.current_region();
  moved jsonb := jsonb_build_object('files', to_jsonb(files));
  entries uuid[];
  is_whole boolean;
  persons uuid[];
  relations uuid[];
  ended uuid[];
  some_ids jsonb;
  joined jsonb := '[]';
  v record;
begin
  entries := array(select e.id from public.record_entries e where e.region_id = region and e.file_id = any (files));
  update public.patient_files f set patient_id = target, version = f.version + 1
  where f.region_id = region and f.id = any (files) and f.patient_id = origin;
  moved := moved || jsonb_build_object('copies', app.follow_entries(entries));

  select not exists (select from public.patient_files f where f.region_id = region and f.patient_id = origin)
  into is_whole;
  houses := array(select h from unnest(houses) h where not exists (
    select from public.patient_files f
    where f.region_id = region and f.patient_id = origin and f.establishment_id = h));
  -- Whose pins, drafts and visits go: everybody's, or of those whom nothing else leads to the first patient.
  persons := array(select distinct m.person_id from public.memberships m
    where m.region_id = region and m.establishment_id = any (houses) and not exists (
      select from public.care_relations c
      where c.region_id = region and c.patient_id = origin and c.grantee_id = m.person_id
        and (c.ends_at is null or c.ends_at > now())));

  relations := array(select c.id from public.care_relations c
    where c.region_id = region and c.patient_id = origin
      and (is_whole or c.origin_establishment_id = any (houses)));
  -- The same grantee for the same reason on both: the one that moves ends, the other runs on.
  with ends as (
    update public.care_relations c set ends_at = now(), end_reason = 'merged', version = c.version + 1, updated_at = now()
    where c.region_id = region and c.id = any (relations) and c.ends_at is null and exists (
      select from public.care_relations t
      where t.region_id = region and t.patient_id = target and t.grantee_id = c.grantee_id and t.basis = c.basis
        and t.ends_at is null)
    returning c.id)
  select coalesce(array_agg(id), '{}') into ended from ends;
  update public.care_relations c set patient_id = target where c.region_id = region and c.id = any (relations);
  moved := moved || jsonb_build_object('relations', to_jsonb(relations), 'ended', to_jsonb(ended));

  for v in select x.* from public.record_visits x
    where x.region_id = region and x.patient_id = target and exists (
      select from public.record_visits o
      where o.region_id = region and o.patient_id = origin and o.person_id = x.person_id
        and (is_whole or o.person_id = any (persons)))
  loop
    select joined || to_jsonb(o) into joined from public.record_visits o
    where o.region_id = region and o.patient_id = origin and o.person_id = v.person_id;
    -- Nothing they have not seen may pass for seen.
    update public.record_visits x set last_visit_at = least(x.last_visit_at, o.last_visit_at),
      previous_visit_at = least(x.previous_visit_at, o.previous_visit_at)
    from public.record_visits o
    where x.region_id = region and x.patient_id = target and x.person_id = v.person_id
      and o.region_id = region and o.patient_id = origin and o.person_id = v.person_id;
    delete from public.record_visits o
    where o.region_id = region and o.patient_id = origin and o.person_id = v.person_id;
  end loop;
  with went as (
    update public.record_visits x set patient_id = target
    where x.region_id = region and x.patient_id = origin and (is_whole or x.person_id = any (persons))
    returning x.person_id)
  select coalesce(jsonb_agg(person_id), '[]') into some_ids from went;
  moved := moved || jsonb_build_object('visits', some_ids, 'visitsJoined', joined);

  with twice as (
    delete from public.pinned_patients x
    where x.region_id = region and x.patient_id = origin and (is_whole or x.person_id = any (persons)) and exists (
      select from public.pinned_patients t
      where t.region_id = region and t.patient_id = target and t.person_id = x.person_id)
    returning x.*)
  select coalesce(jsonb_agg(to_jsonb(twice)), '[]') into joined from twice;
  with went as (
    update public.pinned_patients x set patient_id = target
    where x.region_id = region and x.patient_id = origin and (is_whole or x.person_id = any (persons))
    returning x.person_id)
  select coalesce(jsonb_agg(person_id), '[]') into some_ids from went;
  moved := moved || jsonb_build_object('pins', some_ids, 'pinsJoined', joined);

  with went as (
    update public.note_drafts x set patient_id = target
    where x.region_id = region and x.patient_id = origin and (is_whole or x.author_person_id = any (persons))
    returning x.id)
  select coalesce(jsonb_agg(id), '[]') into some_ids from went;
  moved := moved || jsonb_build_object('drafts', some_ids);
  with went as (
    update public.notices x set patient_id = target
    where x.region_id = region and x.patient_id = origin and (is_whole or x.person_id = any (persons))
    returning x.id)
  select coalesce(jsonb_agg(id), '[]') into some_ids from went;
  moved := moved || jsonb_build_object('notices', some_ids);

  select jsonb_build_object('origin', o.allergy_state, 'target', t.allergy_state) into some_ids
  from public.patients o, public.patients t
  where o.region_id = region and o.id = origin and t.region_id = region and t.id = target;
  moved := moved || jsonb_build_object('allergyStates', some_ids);
  if is_whole then
    update public.patients p set merged_into = target, version = p.version + 1, updated_at = now()
    where p.region_id = region and p.id = origin;
    if some_ids->>'target' = 'not_asked' and some_ids->>'origin' = 'none_known' then
      update public.patients p set allergy_state = 'none_known' where p.region_id = region and p.id = target;
    end if;
  end if;
  -- Every open question whether these two are one has its answer.
  with answered as (
    update public.identity_reviews r set state = 'attached', updated_at = now(), version = r.version + 1
    from public.patient_files f
    where r.region_id = region and r.state = 'open' and r.other_patient_id = any (app.patient_aliases(target))
      and f.region_id = region and f.id = r.file_id and f.patient_id = target
    returning r.id)
  select coalesce(jsonb_agg(id), '[]') into some_ids from answered;
  moved := moved || jsonb_build_object('reviews', some_ids);
  for v in select x from jsonb_array_elements_text(some_ids) x loop
    perform app.write_event('record.review.changed', jsonb_build_object('reviewId', v.x));
  end loop;
  perform app.settle_patients(origin, target);
  return moved;
end $$;
--> statement-breakpoint
-- The way back: what a decision moved and what is still where it put it. What came since stays where it came.
create function app.take_back(decision public.identity_decisions) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  region uuid := app.current_region();
  origin uuid := decision.from_patient_id;
  target uuid := decision.to_patient_id;
  moved jsonb := decision.moved;
  files uuid[] := array(select jsonb_array_elements_text(decision.moved->'files')::uuid);
  entries uuid[];
  copy record;
begin
  update public.patients p set merged_into = null, version = p.version + 1, updated_at = now()
  where p.region_id = region and p.id = origin and p.merged_into = target;
  files := array(select f.id from public.patient_files f
    where f.region_id = region and f.id = any (files) and f.patient_id = target);
  entries := array(select e.id from public.record_entries e where e.region_id = region and e.file_id = any (files));
  update public.patient_files f set patient_id = origin, version = f.version + 1
  where f.region_id = region and f.id = any (files);
  perform app.follow_entries(entries);
  for copy in select (c->>'entry')::uuid as entry, c->>'was' as was from jsonb_array_elements(moved->'copies') c
  loop
    update public.documents m set duplicate_of = null
    where m.region_id = region and m.entry_id = copy.entry and m.entry_id = any (entries);
    update public.record_entries e set status = copy.was::public.entry_status, updated_at = now()
    where e.region_id = region and e.id = copy.entry and e.id = any (entries) and e.status = 'replaced';
  end loop;

  update public.care_relations c set patient_id = origin, version = c.version + 1, updated_at = now(),
    ends_at = case when moved->'ended' ? c.id::text and c.end_reason = 'merged' then null else c.ends_at end,
    end_reason = case when moved->'ended' ? c.id::text and c.end_reason = 'merged' then null else c.end_reason end
  where c.region_id = region and moved->'relations' ? c.id::text and c.patient_id = target
    and not ((c.ends_at is null or moved->'ended' ? c.id::text) and exists (
      select from public.care_relations o
      where o.region_id = region and o.patient_id = origin and o.grantee_id = c.grantee_id and o.basis = c.basis
        and o.ends_at is null));

  -- Who looked at both since has looked at each.
  insert into public.record_visits (region_id, person_id, patient_id, last_visit_at, previous_visit_at)
  select region, v.person_id, origin, v.last_visit_at, v.previous_visit_at from public.record_visits v
  where v.region_id = region and v.patient_id = target and moved->'visits' ? v.person_id::text
  on conflict do nothing;
  delete from public.record_visits v
  where v.region_id = region and v.patient_id = target and moved->'visits' ? v.person_id::text
    and v.last_visit_at <= decision.decided_at;
  insert into public.record_visits
  select (jsonb_populate_record(null::public.record_visits, v)).* from jsonb_array_elements(moved->'visitsJoined') v
  on conflict do nothing;
  insert into public.pinned_patients (region_id, person_id, patient_id, pinned_at)
  select region, x.person_id, origin, x.pinned_at from public.pinned_patients x
  where x.region_id = region and x.patient_id = target and moved->'pins' ? x.person_id::text
  on conflict do nothing;
  delete from public.pinned_patients x
  where x.region_id = region and x.patient_id = target and moved->'pins' ? x.person_id::text;
  insert into public.pinned_patients
  select (jsonb_populate_record(null::public.pinned_patients, x)).* from jsonb_array_elements(moved->'pinsJoined') x
  on conflict do nothing;
  update public.note_drafts x set patient_id = origin
  where x.region_id = region and x.patient_id = target and moved->'drafts' ? x.id::text;
  update public.notices x set patient_id = origin
  where x.region_id = region and x.patient_id = target and moved->'notices' ? x.id::text;

  update public.patients p set allergy_state = moved->'allergyStates'->>'origin'
  where p.region_id = region and p.id = origin;
  update public.patients p set allergy_state = moved->'allergyStates'->>'target'
  where p.region_id = region and p.id = target;
  perform app.settle_patients(origin, target);
end $$;
--> statement-breakpoint
-- Two numbers of one authority, each proven, are two people.
create function app.refuse_two_proofs(one uuid[], other uuid[]) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform from public.patient_files a join public.patient_files b on b.region_id = a.region_id
  where a.region_id = app.current_region() and a.id = any (one) and b.id = any (other)
    and a.identity_status = 'QUAL' and b.identity_status = 'QUAL'
    and a.ins_oid = b.ins_oid and a.ins_matricule <> b.ins_matricule;
  if found then raise exception 'record.twoQualified' using errcode = 'CD409'; end if;
end $$;
--> statement-breakpoint
create function app.files_of_patient(patient uuid) returns uuid[]
  language sql security definer stable set search_path = pg_catalog as $$
  select coalesce(array_agg(f.id), '{}') from public.patient_files f
  where f.region_id = app.current_region() and f.patient_id = patient $$;
--> statement-breakpoint
-- Identity vigilance is a person's work, in an establishment that has files, and says why.
create function app.require_vigilance(why text) returns uuid
  language plpgsql security definer stable set search_path = pg_catalog as $$
begin
  if app.current_region() is null or app.files_of() is null or app.actor_kind() <> 'person'
     or app.actor_role() <> 'identity_vigilance' then
    raise exception 'record.vigilanceNotAllowed' using errcode = 'CD403';
  end if;
  if length(trim(coalesce(why, ''))) < 5 then raise exception 'record.reasonNeeded' using errcode = 'CD422'; end if;
  return app.files_of();
end $$;
--> statement-breakpoint
create function app.write_decision(review uuid, what text, origin uuid, target uuid, why text, moved jsonb) returns uuid
  language plpgsql security definer set search_path = pg_catalog as $$
declare decision uuid;
begin
  insert into public.identity_decisions (region_id, establishment_id, review_id, kind, from_patient_id, to_patient_id,
                                         reason, decided_by, moved)
  values (app.current_region(), app.files_of(), review, what, origin, target, why, app.actor_id(), moved)
  returning id into decision;
  perform app.write_audit('record.identity.' || what, 'identity_decision/' || decision, origin, 'done',
                          jsonb_build_object('other', target));
  if target <> origin then
    perform app.write_audit('record.identity.' || what, 'identity_decision/' || decision, target, 'done',
                            jsonb_build_object('other', origin));
  end if;
  perform app.write_event('record.identity.decided', jsonb_build_object(
    'decisionId', decision, 'fromPatientId', origin, 'toPatientId', target));
  return decision;
end $$;
--> statement-breakpoint
-- A review of the own establishment with both patients locked, still as it was read.
create function app.lock_review(review uuid) returns public.identity_reviews
  language plpgsql security definer set search_path = pg_catalog as $$
declare r public.identity_reviews%rowtype; again public.identity_reviews%rowtype; region uuid := app.current_region();
  patient uuid; other uuid;
begin
  select * into r from public.identity_reviews x
  where x.region_id = region and x.id = review and x.establishment_id = app.files_of();
  if not found then raise exception 'record.reviewNotFound' using errcode = 'CD404'; end if;
  if r.state <> 'open' then raise exception 'record.reviewDecided' using errcode = 'CD409'; end if;
  select f.patient_id into patient from public.patient_files f where f.region_id = region and f.id = r.file_id;
  other := app.living_patient(r.other_patient_id);
  if other is not null and other <> patient then perform app.lock_patients(patient, other);
  else perform app.lock_file(r.file_id); end if;
  select * into again from public.identity_reviews x where x.region_id = region and x.id = review for update;
  if again.state <> 'open' then raise exception 'record.reviewDecided' using errcode = 'CD409'; end if;
  if again.other_patient_id is distinct from r.other_patient_id
     or app.living_patient(again.other_patient_id) is distinct from other or not exists (
       select from public.patient_files f where f.region_id = region and f.id = r.file_id and f.patient_id = patient)
  then raise exception 'record.reviewChanged' using errcode = 'CD409'; end if;
  again.other_patient_id := other;
  return again;
end $$;
--> statement-breakpoint
create function app.close_review(review uuid, as_state text) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  update public.identity_reviews r set state = as_state, updated_at = now(), version = r.version + 1
  where r.region_id = app.current_region() and r.id = review;
  perform app.write_event('record.review.changed', jsonb_build_object('reviewId', review));
end $$;
--> statement-breakpoint
-- The file of a review belongs to the other patient; its patient's other files stay where they are.
create function app.attach_file(review uuid, why text) returns uuid
  language plpgsql security definer set search_path = pg_catalog as $$
declare r public.identity_reviews%rowtype; own uuid; patient uuid; moved jsonb;
begin
  own := app.require_vigilance(why);
  r := app.lock_review(review);
  if r.other_patient_id is null then raise exception 'record.reviewWithoutPair' using errcode = 'CD409'; end if;
  select f.patient_id into patient from public.patient_files f
  where f.region_id = app.current_region() and f.id = r.file_id;
  if patient = r.other_patient_id then raise exception 'record.alreadyMerged' using errcode = 'CD409'; end if;
  perform app.refuse_two_proofs(array[r.file_id], app.files_of_patient(r.other_patient_id));
  perform app.close_review(review, 'attached');
  moved := app.relink_files(patient, r.other_patient_id, array[r.file_id], array[own]);
  return app.write_decision(review, 'attach', patient, r.other_patient_id, why, moved);
end $$;
--> statement-breakpoint
-- Two people. The next one who looks like this file, if any, is asked about in turn.
create function app.keep_apart(review uuid, why text) returns uuid
  language plpgsql security definer set search_path = pg_catalog as $$
declare r public.identity_reviews%rowtype; f public.patient_files%rowtype; decision uuid; next_one uuid; next_reason text;
begin
  perform app.require_vigilance(why);
  r := app.lock_review(review);
  if r.other_patient_id is null then raise exception 'record.reviewWithoutPair' using errcode = 'CD409'; end if;
  select * into f from public.patient_files x where x.region_id = app.current_region() and x.id = r.file_id;
  decision := app.write_decision(review, 'keep_apart', f.patient_id, r.other_patient_id, why, '{}');
  perform app.close_review(review, 'kept_apart');
  select l.other, l.reason into next_one, next_reason from app.find_lookalike(f) l;
  if next_one is not null then perform app.open_review(f.id, next_reason, next_one, null); end if;
  perform app.settle_patients(f.patient_id, r.other_patient_id);
  return decision;
end $$;
--> statement-breakpoint
-- May this establishment decide about these two? It has a file of each, or a review of its own asks about them.
create function app.may_join(one uuid, other uuid) returns boolean
  language sql security definer stable set search_path = pg_catalog as $$
  select (
    select count(distinct f.patient_id) from public.patient_files f
    where f.region_id = app.current_region() and f.patient_id in (one, other)
      and f.establishment_id = app.files_of()) = 2
  or exists (
    select from public.identity_reviews r
      join public.patient_files f on f.region_id = r.region_id and f.id = r.file_id
    where r.region_id = app.current_region() and r.establishment_id = app.files_of()
      and f.establishment_id = app.files_of() and f.patient_id in (one, other)
      and app.living_patient(r.other_patient_id) in (one, other) and f.patient_id <> app.living_patient(r.other_patient_id)) $$;
--> statement-breakpoint
-- The first goes into the second with all its files, whoever's they are. Said twice at once, the second is told.
create function app.merge_patients(origin uuid, target uuid, why text) returns uuid
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); moved jsonb; files uuid[]; houses uuid[];
begin
  perform app.require_vigilance(why);
  if origin = target then raise exception 'record.samePatient' using errcode = 'CD422'; end if;
  if not app.may_join(app.living_patient(origin), app.living_patient(target)) then
    perform from public.patients p where p.region_id = region and p.id in (origin, target) and p.merged_into is not null
      and app.living_patient(origin) = app.living_patient(target)
      and exists (select from public.patient_files f where f.region_id = region
                  and f.patient_id = app.living_patient(target) and f.establishment_id = app.files_of());
    if found then raise exception 'record.alreadyMerged' using errcode = 'CD409'; end if;
    raise exception 'record.patientNotFound' using errcode = 'CD404';
  end if;
  perform app.lock_patients(origin, target);
  perform from public.patients p where p.region_id = region and p.id in (origin, target) and p.merged_into is not null;
  if found then raise exception 'record.alreadyMerged' using errcode = 'CD409'; end if;
  files := app.files_of_patient(origin);
  perform app.refuse_two_proofs(files, app.files_of_patient(target));
  houses := array(select distinct f.establishment_id from public.patient_files f
                  where f.region_id = region and f.id = any (files));
  moved := app.relink_files(origin, target, files, houses);
  return app.write_decision(null, 'merge', origin, target, why, moved);
end $$;
--> statement-breakpoint
-- Takes a decision back: what it moved returns, and the question waits again.
create function app.undo_decision(decision uuid, why text) returns uuid
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); d public.identity_decisions%rowtype; review uuid;
begin
  perform app.require_vigilance(why);
  select * into d from public.identity_decisions x
  where x.region_id = region and x.id = decision and x.establishment_id = app.files_of();
  if not found then raise exception 'record.decisionNotFound' using errcode = 'CD404'; end if;
  if d.kind not in ('attach', 'merge', 'keep_apart', 'separate') then
    raise exception 'record.decisionStands' using errcode = 'CD409';
  end if;
  perform app.lock_patients(d.from_patient_id, d.to_patient_id);
  select * into d from public.identity_decisions x where x.region_id = region and x.id = decision for update;
  if d.undone_at is not null then raise exception 'record.alreadyUndone' using errcode = 'CD409'; end if;
  if d.kind <> 'keep_apart' then
    -- Merged on since: the later one is undone first.
    perform from public.patients p where p.region_id = region and (
      (p.id = d.to_patient_id and p.merged_into is not null)
      or (p.id = d.from_patient_id and p.merged_into is not null and p.merged_into <> d.to_patient_id));
    if found then raise exception 'record.undoLaterFirst' using errcode = 'CD409'; end if;
  end if;
  update public.identity_decisions x set undone_at = now(), undone_by = app.actor_id(), undone_reason = why
  where x.region_id = region and x.id = decision;
  if d.kind <> 'keep_apart' then perform app.take_back(d); end if;
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
-- A question about the file alone: its new traits are right or wrong; it belongs to its patient or to another one.
create function app.settle_traits(review uuid, accept boolean, why text) returns uuid
  language plpgsql security definer set search_path = pg_catalog as $$
declare r public.identity_reviews%rowtype; f public.patient_files%rowtype; decision uuid; own uuid; fresh uuid; moved jsonb;
begin
  own := app.require_vigilance(why);
  r := app.lock_review(review);
  select * into f from public.patient_files x where x.region_id = app.current_region() and x.id = r.file_id;
  if r.reason = 'strict_trait_changed' then
    perform app.close_review(review, case when accept then 'accepted' else 'refused' end);
    decision := app.write_decision(review, case when accept then 'accept_traits' else 'refuse_traits' end,
      f.patient_id, f.patient_id, why,
      jsonb_build_object('before', app.traits_of(f), 'proposed', r.proposed));
    if accept then
      -- Unlocked for this once, then written like anything that is said.
      update public.patient_files x set identity_status = 'PROV' where x.region_id = f.region_id and x.id = f.id;
      perform app.write_identity(f.id, jsonb_build_object('identityStatus', f.identity_status) || r.proposed);
      update public.identity_reviews x set state = 'accepted' where x.region_id = f.region_id and x.id = review;
    end if;
  elsif r.reason = 'differs_from_regional' then
    perform app.close_review(review, case when accept then 'attached' else 'kept_apart' end);
    if accept then
      decision := app.write_decision(review, 'keep_linked', f.patient_id, f.patient_id, why, '{}');
    else
      insert into public.patients (region_id, birth_name, first_given_name)
      values (f.region_id, f.birth_name, f.first_given_name) returning id into fresh;
      perform app.lock_patients(f.patient_id, fresh);
      moved := app.relink_files(f.patient_id, fresh, array[f.id], array[own]);
      decision := app.write_decision(review, 'separate', f.patient_id, fresh, why, moved);
    end if;
  else
    raise exception 'record.reviewIsPair' using errcode = 'CD409';
  end if;
  return decision;
end $$;
--> statement-breakpoint
-- Two files of the own establishment are one (A40): everything of the second goes into the first, and its number
-- finds the first from now on.
create function app.merge_files(survivor text, retired text) returns text
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

  entries := array(select e.id from public.record_entries e where e.region_id = region and e.file_id = m.id);
  update public.record_entries e set file_id = s.id, patient_id = s.patient_id, updated_at = now()
  where e.region_id = region and e.file_id = m.id;
  moved := jsonb_build_object('entries', cardinality(entries), 'copies', app.follow_entries(entries));
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
  delete from public.identity_reviews r where r.region_id = region and r.file_id = m.id
    and (app.living_patient(r.other_patient_id) = s.patient_id or r.reason in (
      select k.reason from public.identity_reviews k where k.region_id = region and k.file_id = s.id));
  update public.identity_reviews r set file_id = s.id where r.region_id = region and r.file_id = m.id;
  update public.identity_reviews r set state = 'attached', updated_at = now()
  where r.region_id = region and r.file_id = s.id and r.state = 'open'
    and app.living_patient(r.other_patient_id) in (s.patient_id, m.patient_id);
  update public.former_local_ids x set file_id = s.id where x.region_id = region and x.file_id = m.id;
  insert into public.former_local_ids (region_id, establishment_id, local_id, file_id, kind, file)
  values (region, own, m.local_id, s.id, 'merged', to_jsonb(m));
  delete from public.patient_files f where f.region_id = region and f.id = m.id;
  if s.patient_id <> m.patient_id then
    moved := moved || app.relink_files(m.patient_id, s.patient_id, '{}', array[own]);
  else
    perform app.settle_patients(s.patient_id, m.patient_id);
  end if;
  perform app.write_decision(null, 'merge_files', m.patient_id, s.patient_id,
    case when app.actor_kind() = 'person' then 'person' else 'feed' end, moved);
  perform app.write_event('record.file.changed', jsonb_build_object(
    'fileId', s.id, 'patientId', s.patient_id, 'isNew', false));
  return 'merged';
end $$;
--> statement-breakpoint
-- The establishment numbers the patient anew (A47); the former number still finds them.
create function app.change_local_id(former text, current text) returns text
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); own uuid := app.files_of(); f public.patient_files%rowtype; taken uuid; file uuid;
begin
  if region is null or own is null
     or (app.actor_kind() = 'person' and app.actor_role() <> 'identity_vigilance') then
    raise exception 'record.vigilanceNotAllowed' using errcode = 'CD403';
  end if;
  if trim(coalesce(current, '')) = '' then raise exception 'record.identityIncomplete' using errcode = 'CD422'; end if;
  perform pg_advisory_xact_lock(hashtextextended(region::text || own::text || x, 1))
  from unnest(array[least(former, current), greatest(former, current)]) x;
  select o.file into file from app.own_file_of(former) o;
  if file is null then raise exception 'record.fileNotFound' using errcode = 'CD404'; end if;
  select o.file into taken from app.own_file_of(current) o;
  f := app.lock_file(file);
  if f.local_id = current then return 'known'; end if;
  if taken is not null and taken <> f.id then raise exception 'record.localIdTaken' using errcode = 'CD409'; end if;
  delete from public.former_local_ids x where x.region_id = region and x.establishment_id = own and x.local_id = current;
  insert into public.former_local_ids (region_id, establishment_id, local_id, file_id, kind)
  values (region, own, f.local_id, f.id, 'changed') on conflict do nothing;
  update public.patient_files x set local_id = current, version = x.version + 1, updated_at = now()
  where x.region_id = region and x.id = f.id;
  perform app.write_audit('record.file.renumber', 'patient_file/' || f.id, f.patient_id, 'done', '{}');
  perform app.write_event('record.file.changed', jsonb_build_object(
    'fileId', f.id, 'patientId', f.patient_id, 'isNew', false));
  return 'changed';
end $$;
--> statement-breakpoint
-- An entry filed to the wrong patient goes to the right one, with its versions; who read it is told.
create function app.move_entry(entry uuid, to_file uuid, why text) returns uuid[]
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  region uuid := app.current_region();
  own uuid;
  e public.record_entries%rowtype;
  t public.patient_files%rowtype;
  chain uuid[];
  moving uuid;
  readers uuid[] := '{}';
begin
  own := app.require_vigilance(why);
  select * into e from public.record_entries x where x.region_id = region and x.id = entry and x.establishment_id = own;
  if not found then raise exception 'record.entryNotFound' using errcode = 'CD404'; end if;
  select * into t from public.patient_files f where f.region_id = region and f.id = to_file and f.establishment_id = own;
  if not found then raise exception 'record.fileNotFound' using errcode = 'CD404'; end if;
  if e.file_id = t.id then raise exception 'record.entryAlreadyThere' using errcode = 'CD409'; end if;
  perform from public.patients p where p.region_id = region and p.id in (e.patient_id, t.patient_id)
    order by p.id for no key update;
  perform from public.patient_files f where f.region_id = region and f.id in (e.file_id, t.id)
    order by f.id for no key update;
  -- Moved or merged while one waited: the page shows something else by now.
  perform from public.record_entries x where x.region_id = region and x.id = entry and x.file_id = e.file_id
    and x.patient_id = e.patient_id for update;
  if not found then raise exception 'record.entryMovedAlready' using errcode = 'CD409'; end if;
  perform from public.patient_files f where f.region_id = region and f.id = t.id and f.patient_id = t.patient_id;
  if not found then raise exception 'record.entryMovedAlready' using errcode = 'CD409'; end if;

  with recursive versions as (
    select x.id, x.replaces_id from public.record_entries x where x.region_id = region and x.id = entry
    union
    select x.id, x.replaces_id from versions v join public.record_entries x
      on x.region_id = region and x.file_id = e.file_id and (x.id = v.replaces_id or x.replaces_id = v.id))
  select array_agg(id) into chain from versions;
  update public.record_entries x set file_id = t.id, patient_id = t.patient_id, updated_at = now(), version = x.version + 1
  where x.region_id = region and x.id = any (chain);
  perform app.follow_entries(chain);
  -- It was sent for the care of somebody else.
  delete from public.entry_recipients r where r.region_id = region and r.entry_id = any (chain);
  -- A stay that says where the patient is now says it of the other one.
  if e.kind = 'stay' and e.status = 'current' and e.occurred_until is null then
    update public.patient_files f set current_unit = null
    where f.region_id = region and f.id = e.file_id and f.current_unit = e.title;
    if found then
      update public.patient_files f set current_unit = e.title where f.region_id = region and f.id = t.id;
    end if;
  end if;
  foreach moving in array chain loop
    insert into public.entry_moves (region_id, establishment_id, entry_id, from_patient_id, to_patient_id, moved_by, reason)
    values (region, own, moving, e.patient_id, t.patient_id, app.actor_id(), why);
    perform app.write_audit('record.entry.move', 'record_entry/' || moving, e.patient_id, 'done',
                            jsonb_build_object('other', t.patient_id));
    if e.patient_id <> t.patient_id then
      perform app.write_audit('record.entry.move', 'record_entry/' || moving, t.patient_id, 'done',
                              jsonb_build_object('other', e.patient_id));
      -- Told of an earlier move already: it is news again.
      delete from public.notices n where n.region_id = region and n.entry_id = moving and n.reason = 'moved';
      readers := readers || array(select app.notify_readers(moving, 'moved', null, e.patient_id));
    end if;
  end loop;
  perform app.settle_allergy_state(e.patient_id);
  perform app.settle_allergy_state(t.patient_id);
  perform app.write_event('record.entry.moved', jsonb_build_object(
    'entryId', entry, 'fromPatientId', e.patient_id, 'toPatientId', t.patient_id,
    'readerIds', to_jsonb(array(select distinct unnest(readers)))));
  return chain;
end $$;
--> statement-breakpoint
-- A patient as identity vigilance sees them: who it is, what the own establishment's files say, how much hangs on
-- them. Of a patient without a file here the number is not shown, only whether it is the same, and no establishment.
create function app.identity_card(patient uuid, beside text) returns jsonb
  language plpgsql security definer stable set search_path = pg_catalog as $$
declare region uuid := app.current_region(); p public.patients%rowtype; own jsonb; card jsonb;
begin
  select * into p from public.patients x where x.region_id = region and x.id = patient;
  select coalesce(jsonb_agg(jsonb_build_object('fileId', f.id, 'localId', f.local_id, 'traits', app.traits_of(f),
      'saidAt', f.updated_at) order by f.local_id), '[]') into own
  from public.patient_files f
  where f.region_id = region and f.patient_id = patient and f.establishment_id = app.files_of();
  select jsonb_build_object(
    'patientId', p.id, 'files', own, 'isOwn', own <> '[]',
    'traits', app.traits_of(p) || case when own = '[]' then '{"insMatricule": null, "deceasedAt": null}'::jsonb else '{}' end,
    'ins', case when p.ins_matricule is null then 'none' when p.ins_matricule = beside then 'same' else 'other' end,
    'otherFiles', (select count(*) from public.patient_files f where f.region_id = region and f.patient_id = patient
                   and f.establishment_id <> app.files_of()),
    'relations', (select count(*) from public.care_relations c where c.region_id = region and c.patient_id = patient
                  and (c.ends_at is null or c.ends_at > now()))) into card;
  return card || (
    select jsonb_build_object('entries', count(*), 'documents', count(*) filter (where e.media_type is not null),
      'stays', count(*) filter (where e.kind = 'stay'), 'firstAt', min(e.occurred_at), 'lastAt', max(e.occurred_at))
    from public.record_entries e where e.region_id = region and e.patient_id = patient);
end $$;
--> statement-breakpoint
-- Looking at an identity out of reach is on the trail, once in five minutes: pages move by themselves.
create function app.note_comparison(patient uuid, subject text) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform from public.audit_entries a
  where a.region_id = app.current_region() and a.actor_id = app.actor_id() and a.patient_id = patient
    and a.at > now() - interval '5 minutes' and a.action = 'record.identity.compare';
  if not found then perform app.write_audit('record.identity.compare', subject, patient, 'done', '{}'); end if;
end $$;
--> statement-breakpoint
-- What waits for a decision, the oldest first: both identities on one line.
create function app.identity_queue(max_rows integer) returns table (id uuid, reason text, occurrences integer,
    opened_at timestamptz, last_at timestamptz, local_id text, file jsonb, other jsonb)
  language plpgsql security definer stable set search_path = pg_catalog as $$
begin
  perform app.require_vigilance('queue');
  return query
    select r.id, r.reason, r.occurrences, r.opened_at, r.updated_at, f.local_id, app.traits_of(f),
      case when r.other_patient_id is not null then app.traits_of(o) || '{"insMatricule": null, "deceasedAt": null}'
           when r.reason = 'strict_trait_changed' then app.traits_of(f) || r.proposed
           else app.traits_of(p) end
    from public.identity_reviews r
      join public.patient_files f on f.region_id = r.region_id and f.id = r.file_id
      join public.patients p on p.region_id = r.region_id and p.id = f.patient_id
      left join public.patients o on o.region_id = r.region_id and o.id = app.living_patient(r.other_patient_id)
    where r.region_id = app.current_region() and r.establishment_id = app.files_of() and r.state = 'open'
    order by r.opened_at, r.id limit least(max_rows, 200);
end $$;
--> statement-breakpoint
create function app.compare_review(review uuid) returns jsonb
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); r public.identity_reviews%rowtype; f public.patient_files%rowtype; other uuid;
begin
  perform app.require_vigilance('compare');
  select * into r from public.identity_reviews x
  where x.region_id = region and x.id = review and x.establishment_id = app.files_of();
  if not found then raise exception 'record.reviewNotFound' using errcode = 'CD404'; end if;
  select * into f from public.patient_files x where x.region_id = region and x.id = r.file_id;
  other := app.living_patient(r.other_patient_id);
  perform app.note_comparison(f.patient_id, 'identity_review/' || review);
  if other is not null then perform app.note_comparison(other, 'identity_review/' || review); end if;
  return jsonb_build_object('id', r.id, 'reason', r.reason, 'state', r.state, 'occurrences', r.occurrences,
    'openedAt', r.opened_at, 'lastAt', r.updated_at, 'proposed', r.proposed,
    'file', jsonb_build_object('fileId', f.id, 'localId', f.local_id, 'traits', app.traits_of(f), 'saidAt', f.updated_at),
    'patient', app.identity_card(f.patient_id, f.ins_matricule),
    'other', case when other is not null and other <> f.patient_id then app.identity_card(other, f.ins_matricule) end);
end $$;
--> statement-breakpoint
-- What a merge would do, without doing it.
create function app.preview_merge(origin uuid, target uuid) returns jsonb
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); refused text; ins text;
begin
  perform app.require_vigilance('preview');
  if origin = target or not app.may_join(origin, target) then
    raise exception 'record.patientNotFound' using errcode = 'CD404';
  end if;
  begin
    perform app.refuse_two_proofs(app.files_of_patient(origin), app.files_of_patient(target));
  exception when sqlstate 'CD409' then refused := 'record.twoQualified';
  end;
  perform app.note_comparison(origin, 'patient/' || origin);
  perform app.note_comparison(target, 'patient/' || target);
  select p.ins_matricule into ins from public.patients p where p.region_id = region and p.id = origin;
  return jsonb_build_object('from', app.identity_card(origin, ins), 'to', app.identity_card(target, ins),
    'result', app.traits_of(app.best_identity(array[origin, target])) || '{"deceasedAt": null}'
      || case when (app.identity_card(target, ins)->>'isOwn')::boolean then '{}'::jsonb else '{"insMatricule": null}' end,
    'refused', refused);
end $$;
--> statement-breakpoint
-- What was decided in this establishment, the latest first, with who the two are today.
create function app.identity_decisions_list(max_rows integer) returns table (id uuid, kind text, reason text,
    decided_at timestamptz, decided_by uuid, undone_at timestamptz, undone_reason text, review_id uuid,
    may_undo boolean, subject jsonb)
  language plpgsql security definer stable set search_path = pg_catalog as $$
begin
  perform app.require_vigilance('decisions');
  return query
    select d.id, d.kind, d.reason, d.decided_at, d.decided_by, d.undone_at, d.undone_reason, d.review_id,
      d.undone_at is null and d.kind in ('attach', 'merge', 'keep_apart', 'separate'),
      app.traits_of(p) || '{"insMatricule": null, "deceasedAt": null}'
    from public.identity_decisions d
      join public.patients p on p.region_id = d.region_id and p.id = d.from_patient_id
    where d.region_id = app.current_region() and d.establishment_id = app.files_of()
    order by d.decided_at desc nulls first, d.id limit least(max_rows, 100);
end $$;
--> statement-breakpoint
-- Where a patient is found who was merged: for an address that somebody kept. Only for who may see them there.
create function app.successor_of(patient uuid) returns uuid
  language sql security definer stable set search_path = pg_catalog as $$
  select s.id from (select app.living_patient(patient) as id) s
  where s.id <> patient and coalesce(
    (select true from public.patient_files f
     where f.region_id = app.current_region() and f.patient_id = s.id and f.establishment_id = app.files_of() limit 1),
    (select true from public.care_relations c
     where c.region_id = app.current_region() and c.patient_id = s.id and c.grantee_id = any (app.grantees())
       and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now()) limit 1)) $$;
--> statement-breakpoint
do $$
declare f record;
begin
  for f in select p.oid::regprocedure as signature from pg_proc p
    where p.pronamespace = 'app'::regnamespace and p.prosecdef and p.proname in (
      'living_patient', 'patient_aliases', 'are_kept_apart', 'best_identity', 'recompute_identity', 'own_file_of',
      'lock_file', 'lock_patients', 'open_review', 'settle_reviews', 'find_lookalike', 'write_identity',
      'update_identity', 'follow_entries', 'settle_allergy_state', 'settle_patients', 'relink_files', 'take_back',
      'refuse_two_proofs', 'files_of_patient', 'require_vigilance', 'write_decision', 'lock_review', 'close_review',
      'attach_file', 'keep_apart', 'may_join', 'merge_patients', 'undo_decision', 'settle_traits', 'merge_files',
      'change_local_id', 'move_entry', 'identity_card', 'note_comparison', 'identity_queue', 'compare_review',
      'preview_merge', 'identity_decisions_list', 'successor_of', 'find_identity', 'open_file', 'begin_relation')
  loop
    execute format('alter function %s owner to app_definer', f.signature);
    execute format('revoke all on function %s from public', f.signature);
  end loop;
end $$;
--> statement-breakpoint
grant execute on function app.update_identity(jsonb), app.open_file(jsonb), app.attach_file(uuid, text),
  app.keep_apart(uuid, text), app.merge_patients(uuid, uuid, text), app.undo_decision(uuid, text),
  app.settle_traits(uuid, boolean, text), app.merge_files(text, text), app.change_local_id(text, text),
  app.move_entry(uuid, uuid, text), app.identity_queue(integer), app.compare_review(uuid),
  app.preview_merge(uuid, uuid), app.identity_decisions_list(integer), app.successor_of(uuid) to app_user;
--> statement-breakpoint
-- A number that is given again is a former one no more.
grant delete on former_local_ids to app_definer;
