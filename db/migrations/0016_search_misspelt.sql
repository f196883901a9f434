CREATE TABLE "name_words" (
	"region_id" uuid NOT NULL,
	"word" text NOT NULL,
	CONSTRAINT "name_words_region_id_word_pk" PRIMARY KEY("region_id","word")
);
--> statement-breakpoint
ALTER TABLE "name_words" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "name_words_region_wall" ON "name_words" AS RESTRICTIVE FOR ALL TO "app_user" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "name_words_definer" ON "name_words" AS PERMISSIVE FOR ALL TO "app_definer" USING (region_id = (select app.current_region())) WITH CHECK (region_id = (select app.current_region()));--> statement-breakpoint
CREATE POLICY "name_words_owner" ON "name_words" AS PERMISSIVE FOR ALL TO "app_owner" USING (true) WITH CHECK (true);--> statement-breakpoint
-- By hand from here.
alter table name_words force row level security;
--> statement-breakpoint
grant select, insert on name_words to app_definer;
--> statement-breakpoint
insert into name_words (region_id, word) select distinct t.region_id, t.token from access_tokens t;
--> statement-breakpoint
create index name_words_similar on name_words using gin (word gin_trgm_ops);
--> statement-breakpoint
-- Nobody looks in whole names for likeness any more.
drop index patients_by_similar_name;
--> statement-breakpoint
-- What a search and a door read lies in the index alone.
drop index care_relations_by_grantee;
--> statement-breakpoint
create index care_relations_by_grantee on care_relations (region_id, grantee_id, patient_id)
  include (starts_at, ends_at, reach);
--> statement-breakpoint
-- As before, and every word is kept for those who will misspell it.
create or replace function app.refresh_access_tokens(patient uuid) returns void
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
  insert into public.name_words (region_id, word)
  select distinct region, t.token from public.access_tokens t
  where t.region_id = region and t.patient_id = patient
  order by t.token -- two at once take their locks in one order
  on conflict do nothing;
end $$;
--> statement-breakpoint
-- Names with typing errors: the word that nobody is called, else the longest, stands for the words it resembles; of
-- the others each is said of the same patient, or what it resembles when nobody is called so. Looked for among the
-- region's words, then in the tokens of whoever asks, in ranges that lie together: no name is compared with the
-- question but those few. The function belongs to the tables' owner, since likeness is not leakproof and would wait
-- behind any policy with a condition; it applies the region and the door itself. A guard test holds it to the same
-- answers as the policy.
create or replace function app.search_similar(query text, max_rows integer) returns table (patient_id uuid, score real)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  region constant uuid := app.current_region();
  seekers constant uuid[] := app.search_grantees();
  words text[];
  is_known boolean[];
begin
  -- The first is the one to be replaced by what it resembles.
  select array_agg(r.w order by r.is_short, r.worth nulls first, r.length desc, r.w),
    array_agg(r.worth is not null order by r.is_short, r.worth nulls first, r.length desc, r.w)
  into words, is_known
  from (
    select x.w, length(x.w) < 4 as is_short, length(x.w) as length, (
        select max(case t.token when x.w then 2 else 1 end) from (
          select k.token from public.access_tokens k
          where k.region_id = region and k.grantee_id = any (seekers) and k.token >= x.w and k.token < x.w || '{'
          order by k.token limit 1) t) as worth
    from (select distinct w from regexp_split_to_table(app.fold(query), '[^a-z0-9]+') w where length(w) > 2) x
    limit 6) r;
  return query
    with alike as materialized (
      select q.n, d.word, public.similarity(d.word, q.w) as likeness
      from unnest(words, is_known) with ordinality q (w, is_known, n)
      cross join lateral (
        select k.word from public.name_words k
        where k.region_id = region and length(q.w) > 3 and k.word operator(public.%) q.w
        order by public.similarity(k.word, q.w) desc, k.word limit 12) d
      where q.n = 1 or not q.is_known),
    said as (
      select a.n, a.likeness, t.patient_id from alike a
      cross join lateral (
        select k.patient_id from public.access_tokens k
        where k.region_id = region and k.grantee_id = any (seekers) and k.token = a.word
          and (k.ends_at is null or k.ends_at > now())) t
      union all
      select q.n, 0, t.patient_id from unnest(words, is_known) with ordinality q (w, is_known, n)
      cross join lateral (
        select k.patient_id from public.access_tokens k
        where k.region_id = region and k.grantee_id = any (seekers) and k.token >= q.w and k.token < q.w || '{'
          and (k.ends_at is null or k.ends_at > now())) t
      where q.n > 1 and q.is_known),
    found as materialized (
      select s.patient_id from said s group by s.patient_id
      having bit_or(1 << (s.n::integer - 1)) = (1 << cardinality(words)) - 1
      order by max(s.likeness) desc, s.patient_id limit 200)
    select p.id, (select sum(public.word_similarity(w, p.folded_name)) from unnest(words) w)::real
    from found f
    join public.patients p on p.region_id = region and p.id = f.patient_id
    where coalesce(
        (select true from public.patient_files f
         where f.region_id = p.region_id and f.patient_id = p.id and f.establishment_id = app.files_of() limit 1),
        (select true from public.care_relations c
         where c.region_id = p.region_id and c.patient_id = p.id and c.grantee_id = any (app.grantees())
           and c.starts_at <= now() and (c.ends_at is null or c.ends_at > now()) limit 1))
    order by 2 desc, p.id limit least(max_rows, 50);
end $$;
