ALTER TABLE "conditions" ADD COLUMN "certainty" text;--> statement-breakpoint
ALTER TABLE "record_entries" ADD COLUMN "error_reason" text;--> statement-breakpoint
ALTER TABLE "stays" ADD COLUMN "entry_mode" text;--> statement-breakpoint
ALTER TABLE "stays" ADD COLUMN "origin" text;--> statement-breakpoint
ALTER TABLE "stays" ADD COLUMN "exit_mode" text;--> statement-breakpoint
ALTER TABLE "stays" ADD COLUMN "destination" text;--> statement-breakpoint
ALTER TABLE "stays" ADD COLUMN "origin_finess" text;--> statement-breakpoint
ALTER TABLE "stays" ADD COLUMN "destination_finess" text;--> statement-breakpoint
ALTER TABLE "stay_movements" ADD COLUMN "entry_mode" text;--> statement-breakpoint
ALTER TABLE "stay_movements" ADD COLUMN "origin" text;--> statement-breakpoint
ALTER TABLE "stay_movements" ADD COLUMN "exit_mode" text;--> statement-breakpoint
ALTER TABLE "stay_movements" ADD COLUMN "destination" text;--> statement-breakpoint
ALTER TABLE "stay_movements" ADD COLUMN "origin_finess" text;--> statement-breakpoint
ALTER TABLE "stay_movements" ADD COLUMN "destination_finess" text;--> statement-breakpoint
CREATE POLICY "allergies_definer" ON "allergies" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "conditions_definer" ON "conditions" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "treatments_definer" ON "treatments" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
-- By hand from here: facts that somebody from outside files, and takes back.
grant insert on allergies, conditions, treatments, observations to app_definer;
--> statement-breakpoint
grant update (error_reason) on record_entries to app_user;
--> statement-breakpoint
-- A doctor from outside files an allergy, a diagnosis, a treatment or measurements into a house's file of a patient
-- whom they follow, as `app.contribute` does with papers and notes. The form gives the id: sent twice it is one. What
-- they brought themselves they correct: the former stays readable as replaced.
create function app.contribute_fact(said jsonb, out entry_id uuid, out is_known boolean)
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  region uuid := app.current_region(); f public.patient_files%rowtype; author public.people%rowtype;
  what public.entry_kind := (said->>'kind')::public.entry_kind; at timestamptz := (said->>'recordedAt')::timestamptz;
  former uuid := (said->>'correctsId')::uuid;
begin
  if coalesce(app.actor_kind(), '') <> 'person' or coalesce(app.actor_role(), '') <> 'doctor'
    or app.files_of() is null or what not in ('allergy', 'condition', 'treatment', 'measure')
  then raise exception 'record.contributingNotAllowed' using errcode = 'CD403'; end if;
  select * into f from public.patient_files x
  where x.region_id = region and x.id = (said->>'fileId')::uuid and x.patient_id = (said->>'patientId')::uuid
  for key share;
  if not found or f.establishment_id = app.files_of() or not app.follows(f.patient_id)
  then raise exception 'record.patientNotFound' using errcode = 'CD404'; end if;
  select * into author from public.people p where p.id = app.actor_id();
  perform pg_advisory_xact_lock(hashtextextended(
    region || '/' || f.establishment_id || '/documents/' || f.patient_id, 3));

  entry_id := (said->>'id')::uuid;
  is_known := exists (
    select from public.record_entries e
    where e.region_id = region and e.id = contribute_fact.entry_id and e.patient_id = f.patient_id
      and e.author_person_id = author.id and e.kind = what);
  if is_known then return; end if;
  if former is not null then
    update public.record_entries e set status = 'replaced', updated_at = at
    where e.region_id = region and e.id = former and e.file_id = f.id and e.kind = what and e.status = 'current'
      and e.author_person_id = author.id and e.from_establishment_id is not null;
    if not found then raise exception 'record.factChanged' using errcode = 'CD409'; end if;
  end if;

  insert into public.record_entries (region_id, id, patient_id, file_id, establishment_id, kind, title, occurred_at,
    occurred_until, recorded_at, author_person_id, author_name, author_rpps, source, from_establishment_id, replaces_id)
  values (region, entry_id, f.patient_id, f.id, f.establishment_id, what, said->>'title',
    (said->>'occurredAt')::timestamptz, (said->>'occurredUntil')::timestamptz, at, author.id, said->>'authorName',
    author.rpps, 'person', app.files_of(), former);
  if what = 'allergy' then
    insert into public.allergies (region_id, entry_id, substance_code, substance, reaction, severity)
    select region, contribute_fact.entry_id, x."substanceCode", x.substance, x.reaction, x.severity
    from jsonb_to_record(said->'fact') as x ("substanceCode" text, substance text, reaction text, severity text);
    perform app.settle_allergy_state(f.patient_id);
  elsif what = 'condition' then
    insert into public.conditions (region_id, entry_id, code, code_system, category, certainty, clinical_status,
      topography_code, topography, laterality, morphology_code, morphology, tumour, nodes, metastases, stage,
      staging_kind, staging_system, staged_on, diagnosed_on)
    select region, contribute_fact.entry_id, x.code, x."codeSystem", x.category, x.certainty, x."clinicalStatus",
      x."topographyCode", x.topography, x.laterality, x."morphologyCode", x.morphology, x.tumour, x.nodes,
      x.metastases, x.stage, x."stagingKind", x."stagingSystem", x."stagedOn", x."diagnosedOn"
    from jsonb_to_record(said->'fact') as x (code text, "codeSystem" text, category text, certainty text,
      "clinicalStatus" text, "topographyCode" text, topography text, laterality text, "morphologyCode" text,
      morphology text, tumour text, nodes text, metastases text, stage text, "stagingKind" text,
      "stagingSystem" text, "stagedOn" date, "diagnosedOn" date);
  elsif what = 'treatment' then
    insert into public.treatments (region_id, entry_id, type_code, category, state, intent, line, protocol, dose, stop_reason)
    select region, contribute_fact.entry_id, x."typeCode", x.category, x.state, x.intent, x.line, x.protocol, x.dose,
      x."stopReason"
    from jsonb_to_record(said->'fact') as x ("typeCode" text, category text, state text, intent text, line integer,
      protocol text, dose text, "stopReason" text);
  else
    insert into public.observations (region_id, entry_id, position, patient_id, code, code_system, label, value_number,
      value_text, unit, status, observed_at)
    select region, contribute_fact.entry_id, v.place, f.patient_id, x.code, 'loinc', x.label, x."valueNumber",
      x."valueText", x.unit, 'final', (said->>'occurredAt')::timestamptz
    from jsonb_array_elements(said->'fact'->'observations') with ordinality v (value, place)
    cross join lateral jsonb_to_record(v.value) as x (code text, label text, "valueNumber" numeric, "valueText" text,
      unit text);
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
     jsonb_build_object('entryId', entry_id, 'patientId', f.patient_id, 'kind', what)
     || case when former is null then '{}'::jsonb else jsonb_build_object('replaced', jsonb_build_array(former)) end),
    (region, f.establishment_id, author.id, app.request_id(), 'record.entry.contributed',
     jsonb_build_object('entryId', entry_id, 'patientId', f.patient_id, 'establishmentId', f.establishment_id));
end $$;
--> statement-breakpoint
-- What one brought into another house's file oneself, marked as entered in error. Its own entries the house marks
-- behind its own policies.
create function app.take_back_fact(entry uuid, reason text) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare e public.record_entries%rowtype;
begin
  select * into e from public.record_entries x
  where x.region_id = app.current_region() and x.id = entry and x.author_person_id = app.actor_id()
    and x.from_establishment_id = app.files_of() and x.kind in ('allergy', 'condition', 'treatment', 'measure')
  for update;
  if not found or not app.follows(e.patient_id)
  then raise exception 'record.entryNotFound' using errcode = 'CD404'; end if;
  if e.status = 'entered_in_error' then return; end if;
  if e.status <> 'current' then raise exception 'record.factChanged' using errcode = 'CD409'; end if;
  update public.record_entries x set status = 'entered_in_error', error_reason = reason, updated_at = now()
  where x.region_id = e.region_id and x.id = e.id;
  if e.kind = 'allergy' then perform app.settle_allergy_state(e.patient_id); end if;
  perform app.write_audit('record.' || e.kind || '.mark_in_error', 'record_entry/' || e.id, e.patient_id, 'done', '{}');
  insert into public.outbox (region_id, establishment_id, actor_id, request_id, name, payload)
  values (e.region_id, e.establishment_id, app.actor_id(), app.request_id(), 'record.entry.withdrawn',
    jsonb_build_object('entryId', e.id, 'patientId', e.patient_id));
end $$;
--> statement-breakpoint
-- "None known" asked and answered by a doctor who follows this patient: as `app.settle_allergies` for an own file.
create function app.contribute_allergy_state(patient uuid, said text) returns text
  language plpgsql security definer set search_path = pg_catalog as $$
declare settled text;
begin
  if coalesce(app.actor_kind(), '') <> 'person' or coalesce(app.actor_role(), '') <> 'doctor'
    or app.files_of() is null or said not in ('none_known', 'not_asked')
  then raise exception 'record.contributingNotAllowed' using errcode = 'CD403'; end if;
  if not app.follows(patient) then raise exception 'record.patientNotFound' using errcode = 'CD404'; end if;
  perform from public.patients p where p.region_id = app.current_region() and p.id = patient for update;
  update public.patients p set allergy_state = said
  where p.region_id = app.current_region() and p.id = patient and p.allergy_state <> 'known';
  perform app.settle_allergy_state(patient);
  select p.allergy_state into settled from public.patients p
  where p.region_id = app.current_region() and p.id = patient;
  return settled;
end $$;
--> statement-breakpoint
do $$
declare f text;
begin
  foreach f in array array['app.contribute_fact(jsonb)', 'app.take_back_fact(uuid, text)',
    'app.contribute_allergy_state(uuid, text)']
  loop
    execute format('alter function %s owner to app_definer', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to app_user', f);
  end loop;
end $$;
