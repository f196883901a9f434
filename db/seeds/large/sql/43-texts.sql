-- 300,000 documents with their words, all those of the three large records among them.
create unlogged table large.paragraph as
select p.i, string_agg(s.content, ' ' order by j) as content
from generate_series(1::bigint, 20000) p(i), generate_series(1, 4) j
join large.sentence s on true
where s.i = 1 + large.h(p.i * 4 + j, 80) % (select count(*) from large.sentence)
group by p.i;
create unique index on large.paragraph (i);

insert into document_texts (region_id, entry_id, content)
select f.region_id, large.id('entry', e.n), a.content || E'\n' || b.content || E'\n' || c.content
from large.entry e
join large.file f on f.n = e.file_n
join large.paragraph a on a.i = 1 + large.h(e.n, 81) % 20000
join large.paragraph b on b.i = 1 + large.h(e.n, 82) % 20000
join large.paragraph c on c.i = 1 + large.h(e.n, 83) % 20000
where e.slot = 1 or (e.slot = 3 and (e.n / 20) % 100 < 19)
  or (e.slot < 8 and f.establishment_n = 1 and f.patient_n <= 3);
