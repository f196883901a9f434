insert into stays (region_id, entry_id, establishment_id, visit_number, patient_class, unit, attending_name,
  attending_rpps, admitted_at, discharged_at)
select f.region_id, large.id('entry', e.n), f.establishment_id, 'V' || e.n,
  large.pick('{I,O,O,R,E}', e.n, 90), large.pick('{Oncologie médicale,Chirurgie,Radiothérapie,Urgences}', e.n, 91),
  d.name, d.rpps, e.occurred_at, e.occurred_at + interval '4 hours' + large.u(e.n, 61) * interval '3 days'
from large.entry e
join large.file f on f.n = e.file_n
join large.doctor d on d.establishment_n = f.establishment_n
  and d.i = 1 + large.h(e.file_n, 62) % (case f.establishment_n when 1 then 300 else 60 end)
where e.slot between 8 and 10;
