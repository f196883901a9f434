-- When doctors last opened their patients, and the trail of two months.
insert into record_visits (region_id, person_id, patient_id, last_visit_at, previous_visit_at)
select region_id, person_id, patient_id, large.anchor() - ago, large.anchor() - ago * 2
from (
  select p.region_id, g.person_id, p.id as patient_id, (1 + 60 * large.u(p.n, 110)) * interval '1 day' as ago
  from large.patient p join large.gp g on g.i = p.gp_i where not p.is_control and large.u(p.n, 111) < 0.4
  union all
  select f.region_id, d.person_id, f.patient_id, (1 + 90 * large.u(f.n, 112)) * interval '1 day'
  from large.file f join large.doctor d on d.establishment_n = 1 and d.i = 1 + large.h(f.n, 113) % 300
  where f.establishment_n = 1 and f.last_at > large.anchor() - interval '400 days'
) v;

insert into audit_entries (at, region_id, actor_id, actor_kind, actor_role, establishment_id, action, subject,
  patient_id, purpose, request_id)
select now() - 20 * large.u(a.n, 120) * interval '1 day', f.region_id, d.person_id, 'person', 'doctor',
  d.establishment_id, 'record.patient.read', 'patient/' || f.patient_id, f.patient_id, 'care', 'large-' || a.n
from generate_series(1::bigint, 300000) a(n)
join large.file f on f.n = 1 + large.h(a.n, 121) % 600000
join large.doctor d on d.establishment_n = 1 and d.i = 1 + large.h(a.n, 122) % 300;
