insert into documents (region_id, entry_id, establishment_id, patient_id, type_code, media_type, byte_length,
  sha256, blob_key, unique_id)
select f.region_id, d.entry_id, f.establishment_id, f.patient_id,
  large.pick('{11488-4,11504-8,11526-1,18748-4,34112-3,34794-8}', e.n, 70), 'application/pdf',
  (20000 + large.h(e.n, 71) % 400000)::integer, d.hash, f.region_id || '/' || d.hash, '2.25.' || large.h(e.n, 72)
from large.entry e
join large.file f on f.n = e.file_n,
  lateral (select large.id('entry', e.n) as entry_id, md5('a' || e.n) || md5('b' || e.n) as hash) d
where e.slot < 8;
