-- 290,000 patients of the region, 1,000 of the control region.
create unlogged table large.patient as
with numbers as (
  select n, n > 290000 as is_control, large.u(n, 1) < 0.54 as is_woman,
    large.anchor()::date - (365.25 * (18 + 77 * (large.u(n, 2) + large.u(n, 3) + large.u(n, 4)) / 3))::integer
      as birth_date,
    1 + floor((select count(*) from large.family_name) * large.u(n, 5) ^ 2)::integer as birth_name_i,
    1 + floor((select count(*) from large.family_name) * large.u(n, 6) ^ 2)::integer as used_name_i,
    1 + floor(60 * large.u(n, 7) ^ 1.5)::integer % 58 as first_i,
    1 + floor(56 * large.u(n, 8))::integer as second_i,
    1 + floor(56 * large.u(n, 9))::integer as third_i,
    large.u(n, 10) as luck
  from generate_series(1::bigint, 291000) n
), said as (
  select n.*, f.name as birth_name, u.name as other_name, g1.name as first_given_name,
    case when large.u(n, 11) < 0.35 then g1.name
         when large.u(n, 11) < 0.7 then g1.name || ' ' || g2.name
         else g1.name || ' ' || g2.name || ' ' || g3.name end as birth_given_names,
    case when large.u(n, 12) < 0.85 then large.pick('{59,62,80,60,02}', n, 13)
         else lpad((1 + large.h(n, 14) % 19)::text, 2, '0') end || lpad((1 + n % 500)::text, 3, '0') as place
  from numbers n
  join large.family_name f on f.i = n.birth_name_i
  join large.family_name u on u.i = n.used_name_i
  join large.given_name g1 on g1.is_woman = n.is_woman and g1.i = n.first_i
  join large.given_name g2 on g2.is_woman = n.is_woman and g2.i = n.second_i
  join large.given_name g3 on g3.is_woman = n.is_woman and g3.i = n.third_i
), numbered as (
  select s.*, (case when is_woman then '2' else '1' end) || to_char(birth_date, 'YYMM') || place
    || lpad((1 + (n / 500) % 999)::text, 3, '0') as nir
  from said s
)
select p.n, large.id('patient', p.n) as id, e.region_id, is_control, is_woman, birth_date, birth_name,
  birth_given_names, first_given_name, place,
  case when luck < 0.78 then nir || lpad((97 - nir::bigint % 97)::text, 2, '0') end as ins,
  (case when luck < 0.70 then 'QUAL' when luck < 0.78 then 'RECUP' when luck < 0.90 then 'VALI' else 'PROV'
   end)::identity_status as status,
  case when is_woman and large.u(p.n, 15) < 0.5 then other_name end as used_name,
  case when large.u(p.n, 16) < 0.03 then split_part(birth_given_names, ' ', 2) end as used_given_name,
  case when large.u(p.n, 17) < 0.06 then large.anchor() - large.u(p.n, 18) * interval '1500 days' end as deceased_at,
  -- 1,150 of the 1,400 doctors in practice are somebody's declared GP, the others are referred to.
  case when large.u(p.n, 20) < 0.793 then 1 + large.h(p.n, 21) % 1150 end as gp_i,
  case when large.u(p.n, 22) < 0.1724 then 1151 + large.h(p.n, 23) % 250 end as referral_i
from numbered p
join large.establishment e on e.n = case when is_control then 921 else 1 end
order by p.n;

create unique index on large.patient (n);
analyze large.patient;

insert into patients (region_id, id, birth_name, birth_given_names, first_given_name, birth_date, sex,
  birth_place_code, ins_matricule, ins_oid, identity_status, used_name, used_given_name, deceased_at,
  allergy_state, created_at, updated_at)
select region_id, id, birth_name, birth_given_names, first_given_name, birth_date,
  (case when is_woman then 'female' else 'male' end)::administrative_sex, place, ins,
  case when ins is not null then '1.2.250.1.213.1.4.10' end, status, used_name, nullif(used_given_name, ''),
  deceased_at, large.pick('{known,none_known,none_known,not_asked}', n, 24),
  large.anchor() - interval '6 years', large.anchor() - interval '1 day'
from large.patient order by n;
