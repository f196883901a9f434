-- What the hospitals sent to the centre, and the channel of what has words.
insert into entry_recipients (region_id, entry_id, establishment_id, sent_at)
select f.region_id, large.id('entry', e.n), centre.id, e.recorded_at
from large.entry e
join large.file f on f.n = e.file_n
join large.establishment centre on centre.n = 1
where e.slot < 2 and f.establishment_n between 2 and 20 and large.u(e.n, 95) < 0.6;

insert into entry_provenances (region_id, id, entry_id, channel, received_at)
select f.region_id, large.id('provenance', e.n), large.id('entry', e.n), 'hl7v2', e.recorded_at
from large.entry e
join large.file f on f.n = e.file_n
where e.slot = 1;
