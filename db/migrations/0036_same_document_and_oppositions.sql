-- By hand. The same document by several ways is one entry (UXS-08), and what a patient opposes is heard by the
-- doctors outside the house whose feed says it.
-- Whether an id is its producer's: an upload has none, a contribution its own entry's, an import that of its export.
create function app.is_producers_id(unique_id text, entry uuid) returns boolean
  language sql immutable set search_path = pg_catalog as $$
  select unique_id is not null and unique_id <> entry::text and not starts_with(unique_id, 'fhir:') $$;
--> statement-breakpoint
-- An own document that came without its producer's id gets it, with what it replaces: it is known by it from now on.
create function app.adopt_document_id(entry uuid, said_id text, said_replaces text) returns void
  language sql security definer set search_path = pg_catalog as $$
  update public.documents d set unique_id = said_id, replaces_unique_id = coalesce(said_replaces, d.replaces_unique_id)
  where d.region_id = app.current_region() and d.entry_id = entry and d.establishment_id = app.files_of()
    and said_id is not null and not app.is_producers_id(d.unique_id, d.entry_id) $$;
--> statement-breakpoint
-- As before; bytes that the house has already, by its feed or by whoever brought them, are known.
create or replace function app.contribute(said jsonb, out entry_id uuid, out is_known boolean)
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  region uuid := app.current_region(); f public.patient_files%rowtype; author public.people%rowtype;
  what public.entry_kind := (said->>'kind')::public.entry_kind; at timestamptz := (said->>'recordedAt')::timestamptz;
  said_id text := said->>'uniqueId';
begin
  if coalesce(app.actor_kind(), '') <> 'person' or coalesce(app.actor_role(), '') <> 'doctor'
    or app.files_of() is null or what not in ('document', 'result', 'note')
  then raise exception 'record.contributingNotAllowed' using errcode = 'CD403'; end if;
  select * into f from public.patient_files x
  where x.region_id = region and x.id = (said->>'fileId')::uuid and x.patient_id = (said->>'patientId')::uuid
  for key share;
  if not found or f.establishment_id = app.files_of() or not app.follows(f.patient_id)
  then raise exception 'record.patientNotFound' using errcode = 'CD404'; end if;
  select * into author from public.people p where p.id = app.actor_id();

  is_known := false;
  if what <> 'note' then
    -- In turn with what the house itself files for this patient: the lock of its documents.
    perform pg_advisory_xact_lock(hashtextextended(
      region || '/' || f.establishment_id || '/documents/' || f.patient_id, 3));
    -- Two ids of producers tell two documents apart, whatever the bytes; else the bytes tell.
    select d.entry_id into entry_id from public.documents d
    join public.record_entries e on e.region_id = d.region_id and e.id = d.entry_id
    where d.region_id = region and d.establishment_id = f.establishment_id and d.patient_id = f.patient_id
      and d.sha256 = said->>'sha256' and d.duplicate_of is null and e.status = 'current'
      and (said_id is null or d.unique_id = said_id or not app.is_producers_id(d.unique_id, d.entry_id)
        or e.author_person_id = author.id and e.from_establishment_id is not null)
    order by (d.unique_id = said_id) desc nulls last limit 1;
    if found then
      is_known := true;
      update public.documents d set unique_id = said_id
      where d.region_id = region and d.entry_id = contribute.entry_id and said_id is not null
        and not app.is_producers_id(d.unique_id, d.entry_id);
      insert into public.entry_provenances (region_id, entry_id, channel, received_at)
      select region, contribute.entry_id, 'screen', at
      where not exists (
        select from public.entry_provenances p
        where p.region_id = region and p.entry_id = contribute.entry_id and p.channel = 'screen'
          and p.message_id is null);
      perform app.write_audit('record.contribution.file', 'record_entry/' || entry_id, f.patient_id, 'done',
                              jsonb_build_object('to', f.establishment_id, 'kind', what, 'outcome', 'known'));
      return;
    end if;
  end if;

  insert into public.record_entries (region_id, patient_id, file_id, establishment_id, kind, title, occurred_at,
    recorded_at, media_type, author_person_id, author_name, author_rpps, source, from_establishment_id)
  values (region, f.patient_id, f.id, f.establishment_id, what, said->>'title', (said->>'occurredAt')::timestamptz,
    at, said->>'mediaType', author.id, said->>'authorName', author.rpps, 'person', app.files_of())
  returning id into entry_id;
  if what = 'note' then
    insert into public.notes (region_id, entry_id, body, signed_at) values (region, entry_id, said->>'body', at);
  else
    -- Its own id when its producer gave none: if the house sends it back to us, it is known by it.
    insert into public.documents (region_id, entry_id, establishment_id, patient_id, type_code, media_type,
      byte_length, sha256, blob_key, unique_id)
    values (region, entry_id, f.establishment_id, f.patient_id, said->>'typeCode', said->>'mediaType',
      (said->>'byteLength')::int, said->>'sha256', said->>'blobKey', coalesce(said_id, entry_id::text));
    if said->>'text' is not null then
      insert into public.document_texts (region_id, entry_id, content) values (region, entry_id, said->>'text');
    end if;
  end if;
  insert into public.entry_provenances (region_id, entry_id, channel, received_at)
  values (region, entry_id, 'screen', at);
  update public.patient_files x set last_activity_at = greatest(x.last_activity_at, at)
  where x.region_id = region and x.id = f.id;
  perform app.write_audit('record.contribution.file', 'record_entry/' || entry_id, f.patient_id, 'done',
                          jsonb_build_object('to', f.establishment_id, 'kind', what));
  insert into public.outbox (region_id, establishment_id, actor_id, request_id, name, payload)
  values
    (region, f.establishment_id, author.id, app.request_id(), 'record.entry.filed',
     jsonb_build_object('entryId', entry_id, 'patientId', f.patient_id, 'kind', what)),
    (region, f.establishment_id, author.id, app.request_id(), 'record.entry.contributed',
     jsonb_build_object('entryId', entry_id, 'patientId', f.patient_id, 'establishmentId', f.establishment_id));
exception when unique_violation then
  raise exception 'record.documentThereAlready' using errcode = 'CD409';
end $$;
--> statement-breakpoint
-- What the patient opposes as the feeds say it: of the own house to its staff, of every house to whoever follows
-- this patient. Yes or no, without the house, the identity document or any date.
create function app.oppositions_of(patient uuid, out opposes_deposit boolean, out opposes_break_glass boolean,
    out opposes_dispatch_centre boolean, out refuses_consultation boolean)
  language sql stable security definer set search_path = pg_catalog as $$
  select coalesce(bool_or(x.opposes_deposit), false), coalesce(bool_or(x.opposes_break_glass), false),
    coalesce(bool_or(x.opposes_dispatch_centre), false), coalesce(bool_or(not x.consents_to_consultation), false)
  from public.file_consents x
  where x.region_id = app.current_region() and x.patient_id = patient
    and (x.establishment_id = app.files_of() or app.follows(patient)) $$;
--> statement-breakpoint
do $$
declare f text;
begin
  foreach f in array array['app.adopt_document_id(uuid, text, text)', 'app.oppositions_of(uuid)']
  loop
    execute format('alter function %s owner to app_definer', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to app_user', f);
  end loop;
end $$;
--> statement-breakpoint
revoke all on function app.is_producers_id(text, uuid) from public;
--> statement-breakpoint
grant execute on function app.is_producers_id(text, uuid) to app_definer;
--> statement-breakpoint
grant select on entry_provenances to app_definer;
