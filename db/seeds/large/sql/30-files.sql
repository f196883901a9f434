-- The cancer centre knows everybody; the others share about 410,000 files, the last of them a few hundred.
create unlogged table large.file as
with placed as (
  select p.n as patient_n, p.id as patient_id, p.region_id, 1 as establishment_n
  from large.patient p where not is_control
  union all
  select p.n, p.id, p.region_id, 921 from large.patient p where is_control
  union all
  select p.n, p.id, p.region_id,
    2 + (floor(19 * large.u(p.n, 30) ^ 1.7)::integer + j * 7) % 19
  from large.patient p,
    generate_series(0, (array[0,0,0,0,0,0,0,0,0, 1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1, 2,2,2,2,2,2,2,2,2,2,2,2,2,2,
      3,3,3,3,3,3, 4])[1 + large.h(p.n, 31) % 50] - 1) j
  where not is_control
), kept as (
  select * from placed where establishment_n <> 20 or patient_n % 40 = 0
), numbered as (
  select row_number() over (order by patient_n, establishment_n) as n, k.* from kept k
), dated as (
  select f.*, large.id('file', f.n) as id, e.id as establishment_id,
    -- A centre of this size sees about 0.3 % of its patients on a day.
    large.anchor() - interval '1 day' * (3000 * large.u(f.n, 32) ^ 1.4) as last_at,
    interval '1 day' * (20 + 2500 * large.u(f.n, 33) ^ 2) as span,
    -- Three patients have a record of thousands of entries.
    case when f.establishment_n = 1 and f.patient_n <= 3 then 4300
         when f.establishment_n in (1, 921) then 11 * -ln(1 - large.u(f.n, 34))
         else 4.4 * -ln(1 - large.u(f.n, 34)) end as weight
  from numbered f join large.establishment e on e.n = f.establishment_n
), summed as (
  select d.*, sum(weight) over (order by n) as until, sum(weight) over () as total from dated d
)
select n, id, patient_n, patient_id, region_id, establishment_n, establishment_id, last_at, span,
  floor(5000000 * (until - weight) / total)::bigint as first_entry,
  (floor(5000000 * until / total) - floor(5000000 * (until - weight) / total))::integer as entry_count,
  -- One file in twenty spells the name in its own way.
  large.u(n, 35) < 0.05 and establishment_n <> 1 as is_variant
from summed;

create unique index on large.file (n);
create index on large.file (patient_n);
analyze large.file;

insert into patient_files (region_id, id, establishment_id, patient_id, local_id, birth_name,
  birth_given_names, first_given_name, birth_date, sex, birth_place_code, ins_matricule, ins_oid,
  identity_status, used_name, used_given_name, deceased_at, phone, address, declared_gp_rpps,
  declared_gp_name, last_activity_at, current_unit, created_at, updated_at)
select f.region_id, f.id, f.establishment_id, f.patient_id, (800000000 + f.n)::text,
  case when f.is_variant then large.variant(p.birth_name) else p.birth_name end,
  p.birth_given_names, p.first_given_name, p.birth_date,
  (case when p.is_woman then 'female' else 'male' end)::administrative_sex, p.place, p.ins,
  case when p.ins is not null then '1.2.250.1.213.1.4.10' end,
  case when f.is_variant then 'PROV'::identity_status else p.status end, p.used_name,
  nullif(p.used_given_name, ''), p.deceased_at, '06' || lpad((large.h(p.n, 36) % 100000000)::text, 8, '0'),
  (1 + large.h(p.n, 37) % 80) || ' rue des Mesures, ' || large.pick(large.cities(), p.n, 38),
  g.rpps, g.name, f.last_at,
  case when f.last_at > large.anchor() - interval '2 days' and large.u(f.n, 39) < 0.4
    then large.pick('{Oncologie médicale,Chirurgie,Radiothérapie,Hôpital de jour}', f.n, 40) end,
  f.last_at - f.span, f.last_at
from large.file f
join large.patient p on p.n = f.patient_n
left join large.gp g on g.i = p.gp_i
order by f.last_at - f.span;
