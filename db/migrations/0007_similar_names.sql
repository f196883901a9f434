-- Generated, then by hand: the collation, the index, the function.
ALTER TABLE "patients" ADD COLUMN "folded_name" text COLLATE "C" GENERATED ALWAYS AS (app.fold(birth_name || ' ' || coalesce(used_name, '') || ' ' || first_given_name)) STORED NOT NULL;
--> statement-breakpoint
drop index patients_by_similar_name;
--> statement-breakpoint
create index patients_by_similar_name on patients using gin (folded_name gin_trgm_ops);
--> statement-breakpoint
drop function app.search_similar(text, integer);
--> statement-breakpoint
-- Names with typing errors: the longest word of the question against every name by word similarity, then all
-- words for the order. The operator is not leakproof, so under any policy with a condition it would wait behind
-- that condition and read every name (1.3 s at full size, 11 to 70 ms so): the function therefore belongs to
-- the tables' owner, whose policy has none, and applies the region and the door itself. A guard test holds it to
-- the same answers as the policy.
create function app.search_similar(query text, max_rows integer) returns table (patient_id uuid, score real)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with words as (select w from regexp_split_to_table(app.fold(query), '[^a-z0-9]+') w where length(w) > 1),
       longest as (select w from words order by length(w) desc, w limit 1)
  select p.id, (select sum(public.word_similarity(w, p.folded_name)) from words)::real
  from public.patients p
  where p.region_id = app.current_region()
    and (select w from longest) operator(public.<%) p.folded_name
    and coalesce(
      (select true from public.patient_files f
       where f.region_id = p.region_id and f.patient_id = p.id and f.establishment_id = app.files_of() limit 1),
      (select true from public.care_relations c
       where c.region_id = p.region_id and c.patient_id = p.id and c.grantee_id = any (app.grantees())
         and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now()) limit 1))
  order by 2 desc, p.id limit least(max_rows, 50) $$;
--> statement-breakpoint
revoke all on function app.search_similar(text, integer) from public;
--> statement-breakpoint
grant execute on function app.search_similar(text, integer) to app_user;
