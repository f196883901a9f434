-- Hand-written: the definer functions. A file, an identity or a relation begins and ends only here: the
-- condition, the row, its audit and its event in one place. Refusals use SQLSTATE class CD (403, 404,
-- 409, 422, 429) with an i18n key as message; app/kernel/ctx.server.ts turns them into a DomainError.
create function app.write_audit(action text, subject text, patient uuid, outcome text, detail jsonb)
  returns void language sql security definer set search_path = pg_catalog as $$
  insert into public.audit_entries (region_id, actor_id, actor_kind, actor_role, establishment_id, action,
                                    subject, patient_id, outcome, request_id, detail)
  values (app.current_region(), app.actor_id(), coalesce(app.actor_kind(), 'none'), app.actor_role(),
          app.establishment_id(), action, subject, patient, outcome, app.request_id(), detail) $$;
--> statement-breakpoint
create function app.write_event(name text, payload jsonb)
  returns void language sql security definer set search_path = pg_catalog as $$
  insert into public.outbox (region_id, establishment_id, actor_id, request_id, name, payload)
  values (app.current_region(), app.establishment_id(), app.actor_id(), app.request_id(), name, payload) $$;
--> statement-breakpoint
-- Rewrites whose searches find this patient: each establishment's names for its own files, the regional
-- names for relations, until the last of a grantee's relations ends.
create function app.refresh_access_tokens(patient uuid) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region();
begin
  delete from public.access_tokens where region_id = region and patient_id = patient;
  insert into public.access_tokens (region_id, grantee_id, token, patient_id, ends_at)
  select region, s.grantee_id, s.token, patient,
         case when bool_or(s.ends_at is null) then null else max(s.ends_at) end
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
end $$;
--> statement-breakpoint
-- The only proof that two identities are one person: a qualified INS and five equal strict traits.
-- Anything that looks alike without that proof is for identity vigilance; the rest is new.
create function app.find_identity(traits jsonb, out answer text, out found_patient uuid, out reason text)
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
      and p.ins_oid = traits->>'insOid' and p.identity_status = 'QUAL'
      and app.fold(p.birth_name) = name and app.fold(p.first_given_name) = given
      and p.birth_date = born and p.sex::text = traits->>'sex'
      and p.birth_place_code is not distinct from traits->>'birthPlaceCode'
    limit 1;
    if found then answer := 'attach'; return; end if;
    perform from public.patients p
    where p.region_id = region and p.ins_matricule = traits->>'insMatricule' and p.identity_status = 'QUAL';
    if found then answer := 'review'; reason := 'ins_with_other_traits'; return; end if;
  end if;
  perform from public.patients p
  where p.region_id = region and p.birth_date = born
    and app.fold(p.birth_name) = name and app.fold(p.first_given_name) = given;
  if found then answer := 'review'; reason := 'same_traits'; return; end if;
  answer := 'new';
end $$;
--> statement-breakpoint
-- What an identity would meet, without telling whom: attach, review or new. Audited; a person is slowed
-- down after 30 questions in five minutes, because each answer says a little.
create function app.match_identity(traits jsonb) returns text
  language plpgsql security definer set search_path = pg_catalog as $$
declare answered text; asked integer;
begin
  if app.current_region() is null or app.files_of() is null then
    raise exception 'record.matchNotAllowed' using errcode = 'CD403';
  end if;
  if app.actor_kind() = 'person' then
    select count(*) into asked from (
      select from public.audit_entries a
      where a.region_id = app.current_region() and a.actor_id = app.actor_id() and a.patient_id is null
        and a.at > now() - interval '5 minutes' and a.action = 'record.identity.match' limit 31) recent;
    if asked > 30 then raise exception 'record.matchTooOften' using errcode = 'CD429'; end if;
  end if;
  select f.answer into answered from app.find_identity(traits) f;
  perform app.write_audit('record.identity.match', 'identity/' || answered, null, 'done', '{}');
  return answered;
end $$;
--> statement-breakpoint
-- How much an identity status is worth: a less trusted source never overwrites a more trusted one.
create function app.trust(status public.identity_status) returns integer language sql immutable as
  $$ select case status when 'QUAL' then 3 when 'VALI' then 2 when 'RECUP' then 1 else 0 end $$;
--> statement-breakpoint
-- The own establishment says who has its local id: creates the file (and the regional identity when it is
-- new), or writes down what changed. Strict traits of a qualified identity are locked: a difference is kept
-- on the file and goes to identity vigilance.
create function app.open_file(said jsonb, out file_id uuid, out patient_id uuid, out answer text)
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  region uuid := app.current_region();
  own uuid := app.files_of();
  known public.patient_files%rowtype;
  regional public.patients%rowtype;
  incoming public.patients%rowtype;
  why text;
  strict_differs boolean;
begin
  if region is null or own is null then raise exception 'record.fileNotAllowed' using errcode = 'CD403'; end if;
  if coalesce(said->>'localId', '') = '' or coalesce(said->>'birthName', '') = ''
     or coalesce(said->>'firstGivenName', '') = '' then
    raise exception 'record.identityIncomplete' using errcode = 'CD422';
  end if;
  incoming.birth_name := said->>'birthName';
  incoming.birth_given_names := coalesce(said->>'birthGivenNames', said->>'firstGivenName');
  incoming.first_given_name := said->>'firstGivenName';
  incoming.birth_date := (said->>'birthDate')::date;
  incoming.sex := coalesce(said->>'sex', 'unknown')::public.administrative_sex;
  incoming.birth_place_code := said->>'birthPlaceCode';
  incoming.ins_matricule := said->>'insMatricule';
  incoming.ins_oid := said->>'insOid';
  incoming.identity_status := coalesce(said->>'identityStatus', 'PROV')::public.identity_status;
  incoming.used_name := said->>'usedName';
  incoming.used_given_name := said->>'usedGivenName';
  incoming.deceased_at := (said->>'deceasedAt')::timestamptz;

  -- Two feeds that announce the same person at once must not both find nothing.
  perform pg_advisory_xact_lock(hashtextextended(region::text || own::text || (said->>'localId'), 1));
  perform pg_advisory_xact_lock(hashtextextended(
    region::text || app.fold(incoming.birth_name) || coalesce(incoming.birth_date::text, ''), 2));

  select * into known from public.patient_files f
  where f.region_id = region and f.establishment_id = own and f.local_id = said->>'localId' for update;

  if found then
    file_id := known.id;
    patient_id := known.patient_id;
    answer := 'known';
    update public.patient_files f set
      birth_name = incoming.birth_name, birth_given_names = incoming.birth_given_names,
      first_given_name = incoming.first_given_name,
      birth_date = coalesce(incoming.birth_date, f.birth_date), sex = incoming.sex,
      birth_place_code = coalesce(incoming.birth_place_code, f.birth_place_code),
      ins_matricule = coalesce(incoming.ins_matricule, f.ins_matricule),
      ins_oid = coalesce(incoming.ins_oid, f.ins_oid), identity_status = incoming.identity_status,
      used_name = incoming.used_name, used_given_name = incoming.used_given_name,
      deceased_at = coalesce(incoming.deceased_at, f.deceased_at),
      phone = coalesce(said->>'phone', f.phone), address = coalesce(said->>'address', f.address),
      declared_gp_rpps = coalesce(said->>'declaredGpRpps', f.declared_gp_rpps),
      declared_gp_name = coalesce(said->>'declaredGpName', f.declared_gp_name),
      version = f.version + 1, updated_at = now()
    where f.region_id = region and f.id = known.id;

    select * into regional from public.patients p
    where p.region_id = region and p.id = known.patient_id for update;
    strict_differs := app.fold(regional.birth_name) <> app.fold(incoming.birth_name)
      or app.fold(regional.first_given_name) <> app.fold(incoming.first_given_name)
      or (incoming.birth_date is not null and regional.birth_date is distinct from incoming.birth_date)
      or (incoming.sex <> 'unknown' and regional.sex <> incoming.sex)
      or (incoming.ins_matricule is not null and regional.ins_matricule is not null
          and regional.ins_matricule <> incoming.ins_matricule);
    if regional.identity_status = 'QUAL' and strict_differs then
      why := 'strict_trait_changed';
    elsif app.trust(incoming.identity_status) >= app.trust(regional.identity_status) then
      if incoming.identity_status = 'QUAL' and regional.identity_status <> 'QUAL' then
        perform from public.patients p
        where p.region_id = region and p.ins_matricule = incoming.ins_matricule and p.id <> regional.id;
        if found then why := 'ins_known_elsewhere'; end if;
      end if;
      if why is null then
        update public.patients p set
          birth_name = incoming.birth_name, birth_given_names = incoming.birth_given_names,
          first_given_name = incoming.first_given_name,
          birth_date = coalesce(incoming.birth_date, p.birth_date),
          sex = case when incoming.sex = 'unknown' then p.sex else incoming.sex end,
          birth_place_code = coalesce(incoming.birth_place_code, p.birth_place_code),
          ins_matricule = coalesce(incoming.ins_matricule, p.ins_matricule),
          ins_oid = coalesce(incoming.ins_oid, p.ins_oid), identity_status = incoming.identity_status,
          used_name = incoming.used_name, used_given_name = incoming.used_given_name,
          deceased_at = coalesce(incoming.deceased_at, p.deceased_at),
          version = p.version + 1, updated_at = now()
        where p.region_id = region and p.id = regional.id;
      end if;
    end if;
  else
    select f.answer, f.found_patient, f.reason into answer, patient_id, why
    from app.find_identity(to_jsonb(said)) f;
    if patient_id is null then
      insert into public.patients (region_id, birth_name, birth_given_names, first_given_name, birth_date, sex,
        birth_place_code, ins_matricule, ins_oid, identity_status, used_name, used_given_name, deceased_at)
      values (region, incoming.birth_name, incoming.birth_given_names, incoming.first_given_name,
        incoming.birth_date, incoming.sex, incoming.birth_place_code, incoming.ins_matricule, incoming.ins_oid,
        -- Unproven against a look-alike: never qualified until a person has decided.
        case when why is null then incoming.identity_status else 'PROV' end,
        incoming.used_name, incoming.used_given_name, incoming.deceased_at)
      returning id into patient_id;
    end if;
    insert into public.patient_files (region_id, establishment_id, patient_id, local_id, birth_name,
      birth_given_names, first_given_name, birth_date, sex, birth_place_code, ins_matricule, ins_oid,
      identity_status, used_name, used_given_name, deceased_at, phone, address, declared_gp_rpps,
      declared_gp_name)
    values (region, own, patient_id, said->>'localId', incoming.birth_name, incoming.birth_given_names,
      incoming.first_given_name, incoming.birth_date, incoming.sex, incoming.birth_place_code,
      incoming.ins_matricule, incoming.ins_oid, incoming.identity_status, incoming.used_name,
      incoming.used_given_name, incoming.deceased_at, said->>'phone', said->>'address',
      said->>'declaredGpRpps', said->>'declaredGpName')
    returning id into file_id;
    perform app.write_audit('record.file.open', 'patient_file/' || file_id, patient_id, 'done',
                            jsonb_build_object('answer', answer));
  end if;

  if why is not null then
    insert into public.identity_reviews (region_id, establishment_id, file_id, reason)
    values (region, own, open_file.file_id, why)
    on conflict on constraint identity_reviews_once
      do update set occurrences = identity_reviews.occurrences + 1, updated_at = now();
  end if;
  -- Names unchanged is the usual case of a busy feed: no need to rewrite the search tokens then.
  if answer <> 'known' or (known.birth_name, known.first_given_name, known.birth_given_names, known.used_name,
       known.used_given_name) is distinct from (incoming.birth_name, incoming.first_given_name,
       incoming.birth_given_names, incoming.used_name, incoming.used_given_name) then
    perform app.refresh_access_tokens(patient_id);
  end if;
  if answer = 'known' then
    perform app.write_audit('record.file.update', 'patient_file/' || file_id, patient_id, 'done', '{}');
  end if;
  perform app.write_event('record.file.changed', jsonb_build_object(
    'fileId', file_id, 'patientId', patient_id, 'isNew', answer <> 'known'));
end $$;
--> statement-breakpoint
create function app.begin_relation(patient uuid, grantee uuid, kind public.grantee_kind,
    why public.relation_basis, until_at timestamptz) returns uuid
  language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); relation uuid;
begin
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
-- Ends now. An end is written once; the relation stays as a trace of who could see, until when.
create function app.close_relation(relation uuid, why text) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare c public.care_relations%rowtype;
begin
  update public.care_relations r set ends_at = now(), end_reason = why, version = r.version + 1, updated_at = now()
  where r.region_id = app.current_region() and r.id = relation and (r.ends_at is null or r.ends_at > now())
  returning * into c;
  if not found then return; end if;
  perform app.refresh_access_tokens(c.patient_id);
  perform app.write_audit('record.relation.end', 'care_relation/' || relation, c.patient_id, 'done',
                          jsonb_build_object('reason', why));
  perform app.write_event('record.relation.ended', jsonb_build_object(
    'relationId', relation, 'patientId', c.patient_id, 'granteeId', c.grantee_id));
end $$;
--> statement-breakpoint
-- The feed names the patient's GP (fr: médecin traitant déclaré). A GP who is not here yet stays written on
-- the file and begins to see when they join; naming another ends what this establishment said before.
create function app.declare_gp(file uuid, rpps_number text) returns text
  language plpgsql security definer set search_path = pg_catalog as $$
declare f public.patient_files%rowtype; gp uuid; former uuid;
begin
  select * into f from public.patient_files x
  where x.region_id = app.current_region() and x.id = file and x.establishment_id = app.files_of();
  if not found then raise exception 'record.fileNotFound' using errcode = 'CD404'; end if;
  select p.id into gp from public.people p
    join public.memberships m on m.person_id = p.id and m.region_id = f.region_id
  where p.rpps = rpps_number and m.role = 'doctor' and (m.ends_at is null or m.ends_at > now()) limit 1;
  for former in select c.id from public.care_relations c
    where c.region_id = f.region_id and c.patient_id = f.patient_id and c.basis = 'declared_gp'
      and c.origin_establishment_id = f.establishment_id and c.grantee_id is distinct from gp
      and (c.ends_at is null or c.ends_at > now())
  loop
    perform app.close_relation(former, 'gp_changed');
  end loop;
  if gp is null then return 'unknown'; end if;
  perform app.begin_relation(f.patient_id, gp, 'person', 'declared_gp', null);
  return 'declared';
end $$;
--> statement-breakpoint
-- The patient names a professional at the desk of an establishment that has a file (fr: désignation).
create function app.designate(patient uuid, person uuid, until_at timestamptz) returns uuid
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform from public.patient_files f
  where f.region_id = app.current_region() and f.patient_id = patient and f.establishment_id = app.files_of();
  if not found then raise exception 'record.patientNotFound' using errcode = 'CD404'; end if;
  perform from public.memberships m
  where m.region_id = app.current_region() and m.person_id = person and (m.ends_at is null or m.ends_at > now());
  if not found then raise exception 'record.personNotFound' using errcode = 'CD404'; end if;
  return app.begin_relation(patient, person, 'person', 'designation', until_at);
end $$;
--> statement-breakpoint
-- "Not my patient", or the establishment that said so takes it back.
create function app.end_relation(relation uuid, why text) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform from public.care_relations c
  where c.region_id = app.current_region() and c.id = relation
    and (c.grantee_id = app.actor_id() or c.origin_establishment_id = app.files_of());
  if not found then raise exception 'record.relationNotFound' using errcode = 'CD404'; end if;
  perform app.close_relation(relation, why);
end $$;
--> statement-breakpoint
-- Puts an own entry in reach of another establishment's own file.
create function app.send_entry(entry uuid, recipient uuid) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare patient uuid;
begin
  select e.patient_id into patient from public.record_entries e
  where e.region_id = app.current_region() and e.id = entry and e.establishment_id = app.files_of();
  if not found then raise exception 'record.entryNotFound' using errcode = 'CD404'; end if;
  insert into public.entry_recipients (region_id, entry_id, establishment_id)
  values (app.current_region(), entry, recipient) on conflict do nothing;
  perform app.write_audit('record.entry.send', 'record_entry/' || entry, patient, 'done',
                          jsonb_build_object('recipient', recipient));
  perform app.write_event('record.entry.sent', jsonb_build_object(
    'entryId', entry, 'patientId', patient, 'establishmentId', recipient));
end $$;
--> statement-breakpoint
-- Someone asked for a patient out of reach: noted if that patient exists, and no answer either way.
create function app.note_refused(patient uuid, action text) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform from public.patients p where p.region_id = app.current_region() and p.id = patient;
  if found then perform app.write_audit(action, 'patient/' || patient, patient, 'refused', '{}'); end if;
end $$;
--> statement-breakpoint
-- Names with typing errors. The trigram operator is not leakproof, so it cannot reach its index under
-- row-level security: this function reads past it and applies the same door itself.
create function app.search_similar(query text, max_rows integer) returns table (patient_id uuid, score real)
  language sql stable security definer set search_path = pg_catalog as $$
  select p.id, public.similarity(
      app.fold(p.birth_name || ' ' || coalesce(p.used_name, '') || ' ' || p.first_given_name), app.fold(query))
  from public.patients p
  where p.region_id = app.current_region()
    and app.fold(p.birth_name || ' ' || coalesce(p.used_name, '') || ' ' || p.first_given_name)
        operator(public.%) app.fold(query)
    and coalesce(
      (select true from public.patient_files f
       where f.region_id = p.region_id and f.patient_id = p.id and f.establishment_id = app.files_of() limit 1),
      (select true from public.care_relations c
       where c.region_id = p.region_id and c.patient_id = p.id and c.grantee_id = any (app.grantees())
         and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now()) limit 1))
  order by 2 desc, p.id limit least(max_rows, 50) $$;
--> statement-breakpoint
do $$
declare f record;
begin
  for f in select p.oid::regprocedure as signature from pg_proc p
    where p.pronamespace = 'app'::regnamespace and p.prosecdef and p.proname <> 'ensure_audit_partitions'
  loop
    execute format('alter function %s owner to app_definer', f.signature);
    execute format('revoke all on function %s from public', f.signature);
  end loop;
end $$;
--> statement-breakpoint
grant execute on function app.match_identity(jsonb), app.open_file(jsonb), app.declare_gp(uuid, text),
  app.designate(uuid, uuid, timestamptz), app.end_relation(uuid, text), app.send_entry(uuid, uuid),
  app.note_refused(uuid, text), app.search_similar(text, integer) to app_user;
