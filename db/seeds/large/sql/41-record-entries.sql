insert into record_entries (region_id, id, patient_id, file_id, establishment_id, kind, status, title,
  occurred_at, occurred_until, recorded_at, author_person_id, author_name, author_rpps, source,
  confidentiality, release, released_at, updated_at, media_type)
select f.region_id, large.id('entry', e.n), f.patient_id, f.id, f.establishment_id, s.kind,
  case when e.n % 40 = 3 then 'replaced'::entry_status
       when e.n % 200 = 7 then 'entered_in_error'::entry_status else 'current'::entry_status end,
  large.pick(s.titles, e.n, 60), e.occurred_at,
  case when e.slot between 8 and 10 then e.occurred_at + interval '4 hours' + large.u(e.n, 61) * interval '3 days' end,
  e.recorded_at, d.person_id, d.name, d.rpps,
  case when e.n % 12 = 5 then 'person'::entry_source else 'feed'::entry_source end,
  case when e.n % 97 = 11 then 'restricted'::confidentiality else 'normal'::confidentiality end,
  case when e.n % 3 = 0 then 'automatic'::release_rule else 'manual'::release_rule end,
  case when e.n % 3 = 0 then e.recorded_at + interval '7 days' end, e.recorded_at,
  case when e.slot < 8 then 'application/pdf' end
from large.entry e
join large.file f on f.n = e.file_n
join large.slot s on s.slot = e.slot
join large.doctor d on d.establishment_n = f.establishment_n
  and d.i = 1 + large.h(e.file_n, 62) % (case f.establishment_n when 1 then 300 else 60 end);
