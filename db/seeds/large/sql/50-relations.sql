-- 1,100,000 relations: 280,000 of doctors in practice, 290,000 of the centre (most of them running: the
-- grantee a hashed plan would read whole), the rest of hospitals, former GPs and boards.
create unlogged table large.relation as
with stated as (
  select 'gp' || p.n as key, p.n as patient_n, g.person_id as grantee, 'person' as grantee_kind,
    'declared_gp' as basis, large.anchor() - (30 + 2500 * large.u(p.n, 100)) * interval '1 day' as starts_at,
    null::timestamptz as ends_at, 1 as origin_n
  from large.patient p join large.gp g on g.i = p.gp_i where not p.is_control
  union all
  select 'referral' || p.n, p.n, g.person_id, 'person', 'referral',
    large.anchor() - (10 + 700 * large.u(p.n, 101)) * interval '1 day',
    case when p.n % 2 = 0 then large.anchor() + interval '3650 days' end, 1
  from large.patient p join large.gp g on g.i = p.referral_i where not p.is_control
  union all
  select 'centre' || p.n, p.n, c.id, 'establishment', 'stay', f.last_at - f.span,
    case when large.u(p.n, 102) > 0.7 then f.last_at - f.span / 2 end, 1
  from large.patient p join large.file f on f.patient_n = p.n and f.establishment_n = 1
  join large.establishment c on c.n = 1
  union all
  select 'former' || p.n, p.n, g.person_id, 'person', 'declared_gp', large.anchor() - interval '3000 days',
    large.anchor() - (31 + 2500 * large.u(p.n, 100)) * interval '1 day', 1
  from large.patient p join large.gp g on g.i = 1 + large.h(p.n, 103) % 1150
  where not p.is_control and large.u(p.n, 104) < 0.345
  union all
  select 'hospital' || f.n, f.patient_n, f.establishment_id, 'establishment',
    case when f.n % 3 = 0 then 'transfer' else 'stay' end, f.last_at - f.span,
    case when large.u(f.n, 105) > 0.35 then f.last_at - f.span / 3 end, f.establishment_n
  from large.file f where f.establishment_n between 2 and 20 and large.u(f.n, 106) < 0.735
  union all
  select 'board' || p.n, p.n, large.id('board', p.n % 60), 'board', 'board_case',
    large.anchor() - b.ago, large.anchor() - b.ago + interval '60 days', 1
  from large.patient p, lateral (select 2000 * large.u(p.n, 107) * interval '1 day' as ago) b
  where not p.is_control and large.u(p.n, 108) < 0.487
)
select row_number() over (order by s.starts_at, s.key) as n, s.*, p.id as patient_id, p.region_id
from stated s join large.patient p on p.n = s.patient_n;

insert into care_relations (region_id, id, patient_id, grantee_id, grantee_kind, basis, reach, starts_at,
  ends_at, origin_establishment_id, end_reason, created_at, updated_at)
select r.region_id, large.id('relation', r.n), r.patient_id, r.grantee, r.grantee_kind::grantee_kind,
  r.basis::relation_basis, 'shared', r.starts_at, r.ends_at, o.id,
  case when r.ends_at < large.anchor() then 'ended' end, r.starts_at, coalesce(r.ends_at, r.starts_at)
from large.relation r join large.establishment o on o.n = r.origin_n
order by r.n;
