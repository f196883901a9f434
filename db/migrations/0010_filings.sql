CREATE TABLE "filings" (
	"region_id" uuid DEFAULT app.current_region() NOT NULL,
	"entry_id" uuid NOT NULL,
	"establishment_id" uuid NOT NULL,
	"unique_id" text NOT NULL,
	"digest" text NOT NULL,
	"report_status" text,
	"comment" text,
	CONSTRAINT "filings_region_id_entry_id_pk" PRIMARY KEY("region_id","entry_id")
);
--> statement-breakpoint
ALTER TABLE "filings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "filings" ADD CONSTRAINT "filings_region_id_entry_id_record_entries_region_id_id_fk" FOREIGN KEY ("region_id","entry_id") REFERENCES "public"."record_entries"("region_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "filings_by_unique_id" ON "filings" USING btree ("region_id","establishment_id","unique_id");--> statement-breakpoint
CREATE POLICY "filings_region_wall" ON "filings" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "filings_by_entry" ON "filings" AS PERMISSIVE FOR SELECT TO "app_user" USING ((
    select true from public.record_entries e
    where e.region_id = filings.region_id and e.id = filings.entry_id
    limit 1));--> statement-breakpoint
CREATE POLICY "filings_insert" ON "filings" AS PERMISSIVE FOR INSERT TO "app_user" WITH CHECK ((
    select e.establishment_id = (select app.files_of()) from public.record_entries e
    where e.region_id = filings.region_id and e.id = filings.entry_id));--> statement-breakpoint
CREATE POLICY "filings_owner" ON "filings" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
-- By hand from here: the wall that binds the owner too, grants, and the one way to what stands on the identity.
ALTER TABLE "filings" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
grant select on filings to app_user;--> statement-breakpoint
grant insert on filings to app_user;--> statement-breakpoint
-- The allergy state of a patient follows what is filed: known as long as one allergy holds; else what the
-- establishment says, if it says something ("none known" is an answer, "not asked" is none).
create function app.settle_allergies(file uuid, said text) returns text
  language plpgsql security definer set search_path = pg_catalog as $$
declare f public.patient_files%rowtype; settled text;
begin
  select * into f from public.patient_files x
  where x.region_id = app.current_region() and x.id = file and x.establishment_id = app.files_of();
  if not found then raise exception 'record.fileNotFound' using errcode = 'CD404'; end if;
  perform from public.patients p where p.region_id = f.region_id and p.id = f.patient_id for update;
  if exists (
    select from public.record_entries e
    where e.region_id = f.region_id and e.patient_id = f.patient_id
      and e.kind in ('condition', 'treatment', 'biomarker', 'decision', 'allergy')
      and e.kind = 'allergy' and e.status = 'current')
  then settled := 'known';
  else settled := said;
  end if;
  update public.patients p
  set allergy_state = coalesce(settled, case p.allergy_state when 'known' then 'not_asked' else p.allergy_state end)
  where p.region_id = f.region_id and p.id = f.patient_id
  returning p.allergy_state into settled;
  return settled;
end $$;
--> statement-breakpoint
alter function app.settle_allergies(uuid, text) owner to app_definer;
--> statement-breakpoint
revoke all on function app.settle_allergies(uuid, text) from public;
--> statement-breakpoint
grant execute on function app.settle_allergies(uuid, text) to app_user;
