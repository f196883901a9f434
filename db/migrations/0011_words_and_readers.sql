-- Generated, then by hand: the search configuration before the column that needs it, and the function.
create extension if not exists unaccent with schema public;
--> statement-breakpoint
-- French without accents: "operee" finds "opérée". Words of plain letters have none to lose.
create text search configuration app.french (copy = pg_catalog.french);
--> statement-breakpoint
alter text search configuration app.french
  alter mapping for hword, hword_part, word, numword, numhword, hword_numpart with public.unaccent, french_stem;
--> statement-breakpoint
ALTER TABLE "document_texts" ADD COLUMN "words" "tsvector" GENERATED ALWAYS AS (to_tsvector('app.french', left(content, 250000))) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "stays_by_attending" ON "stays" USING btree ("region_id","establishment_id","attending_rpps") WHERE discharged_at is null and cancelled_at is null;--> statement-breakpoint
CREATE INDEX "notices_unread" ON "notices" USING btree ("region_id","person_id") WHERE read_at is null;
--> statement-breakpoint
-- Whoever read an entry of the own establishment is told that it changed, once for each reason, but not who
-- changed it. Readers stand in the trail, of which the app's role sees its own part only. `of_patient` is the
-- patient under whom it was read, when it has been moved since.
create function app.notify_readers(entry uuid, why text, but_not uuid default null, of_patient uuid default null)
  returns setof uuid language plpgsql security definer set search_path = pg_catalog as $$
declare region uuid := app.current_region(); patient uuid;
begin
  select coalesce(of_patient, e.patient_id) into patient from public.record_entries e
  where e.region_id = region and e.id = entry and e.establishment_id = app.files_of();
  if not found then raise exception 'record.entryNotFound' using errcode = 'CD404'; end if;
  return query
    insert into public.notices (region_id, person_id, patient_id, entry_id, reason)
    select distinct region, a.actor_id, patient, entry, why from public.audit_entries a
    where a.region_id = region and a.patient_id = patient and a.actor_kind = 'person' and a.outcome = 'done'
      and a.subject = 'record_entry/' || entry and a.action ~ '^record\.[a-z]+\.read$'
      and a.actor_id is distinct from coalesce(app.actor_id(), but_not) and a.actor_id is distinct from but_not
    on conflict (region_id, person_id, entry_id, reason) do nothing
    returning person_id;
end $$;
--> statement-breakpoint
alter function app.notify_readers(uuid, text, uuid, uuid) owner to app_definer;
--> statement-breakpoint
revoke all on function app.notify_readers(uuid, text, uuid, uuid) from public;
--> statement-breakpoint
grant execute on function app.notify_readers(uuid, text, uuid, uuid) to app_user;
