-- By hand: names with typing errors. The word that nobody is called, else the longest, stands for the words it
-- resembles, each one range of the index; the other words are asked of all words of each name there, which the index
-- holds too. The function belongs to the tables' owner, since likeness is not leakproof and would wait behind any
-- policy with a condition; it applies the region and the door itself. A guard test holds it to the same answers as
-- the policy.
create or replace function app.search_similar(query text, max_rows integer) returns table (patient_id uuid, score real)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  region constant uuid := app.current_region();
  seekers constant uuid[] := app.search_grantees();
  words text[];
  is_known boolean[];
  others text[];
begin
  -- The first is the one to be replaced by what it resembles.
  select array_agg(r.w order by r.is_short, r.worth nulls first, r.length desc, r.w),
    array_agg(r.worth is not null order by r.is_short, r.worth nulls first, r.length desc, r.w)
  into words, is_known
  from (
    select x.w, length(x.w) < 4 as is_short, length(x.w) as length, coalesce(
        (select 2 from public.access_tokens k
         where k.region_id = region and k.grantee_id = any (seekers) and k.token = x.w limit 1),
        (select 1 from public.access_tokens k
         where k.region_id = region and k.grantee_id = any (seekers) and k.token >= x.w and k.token < x.w || '{'
         limit 1)) as worth
    from (select distinct w from regexp_split_to_table(app.fold(query), '[^a-z0-9]+') w where length(w) > 2) x
    limit 6) r;
  -- As they begin, or as one of the words they resemble; what resembles nothing is said of nobody.
  others := array(
    select case when q.is_known then ' ' || q.w else ' (' || coalesce((
        select string_agg(d.word, '|') from (
          select k.word from public.name_words k
          where k.region_id = region and length(q.w) > 3 and k.word operator(public.%) q.w
          order by public.similarity(k.word, q.w) desc, k.word limit 12) d), '-') || ')( |$)' end
    from unnest(words[2:], is_known[2:]) q (w, is_known));
  return query
    with alike as materialized (
      select k.word, public.similarity(k.word, words[1]) as likeness from public.name_words k
      where k.region_id = region and length(words[1]) > 3 and k.word operator(public.%) words[1]
      order by 2 desc, k.word limit 12),
    found as materialized (
      select t.patient_id from alike a
      cross join lateral (
        select k.patient_id from public.access_tokens k
        where k.region_id = region and k.grantee_id = any (seekers) and k.token = a.word
          and (k.ends_at is null or k.ends_at > now()) and k.words ~ all (others)
        offset 0) t
      group by t.patient_id order by max(a.likeness) desc, t.patient_id limit 100)
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
