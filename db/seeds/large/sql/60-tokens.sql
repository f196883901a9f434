-- As app.refresh_access_tokens would write them: names of the files for their establishment, names of the
-- patient for relations, the last end wins and no end wins over any.
create unlogged table large.word as
select p.n as patient_n, t.token, string_agg(t.token, ' ') over (partition by p.n) as words
from large.patient p, app.name_tokens(p.birth_name, p.first_given_name, p.birth_given_names, p.used_name,
  nullif(p.used_given_name, '')) as t(token);

create unlogged table large.reader as
select s.patient_n, s.grantee, case when bool_or(s.ends_at is null) then null else max(s.ends_at) end as ends_at
from (
  select f.patient_n, f.establishment_id as grantee, null::timestamptz as ends_at from large.file f
  union all
  select r.patient_n, r.grantee, r.ends_at from large.relation r where r.ends_at is null or r.ends_at > now()
) s
group by s.patient_n, s.grantee;
-- A file that spells a name in its own way adds its words to those of the patient.
create unlogged table large.variant_words as
select f.patient_n, f.establishment_id as grantee, array_agg(t.token) as tokens
from large.file f join large.patient p on p.n = f.patient_n, app.name_tokens(large.variant(p.birth_name)) as t(token)
where f.is_variant and not exists (
  select from large.word w where w.patient_n = f.patient_n and w.token = t.token)
group by f.patient_n, f.establishment_id;
analyze large.variant_words;
analyze large.word;
analyze large.reader;

insert into access_tokens (region_id, grantee_id, token, patient_id, ends_at, words)
select p.region_id, s.grantee, s.token, p.id, s.ends_at, ' ' || s.words
from (
  select r.patient_n, r.grantee, w.token, r.ends_at, concat_ws(' ', w.words, array_to_string(v.tokens, ' ')) as words
  from large.reader r join large.word w using (patient_n)
  left join large.variant_words v using (patient_n, grantee)
  union all
  select v.patient_n, v.grantee, t.token, null, concat_ws(' ', w.words, array_to_string(v.tokens, ' '))
  from large.variant_words v join (select distinct patient_n, words from large.word) w using (patient_n),
    unnest(v.tokens) as t(token)
) s
join large.patient p on p.n = s.patient_n;
insert into name_words (region_id, word) select distinct region_id, token from access_tokens;
