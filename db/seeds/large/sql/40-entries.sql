-- The spine: 5,000,000 entries, written in the order in which a region would have learned of them, so that
-- one patient's rows lie as far apart on disk as they do in life. Slots 0 to 7 of 20 are documents.
create unlogged table large.entry as
select e.n, f.n as file_n, (e.n % 20)::integer as slot, e.at as occurred_at,
  least(e.at + large.u(e.n, 50) * interval '8 hours', large.anchor()) as recorded_at
from large.file f,
  lateral (
    select f.first_entry + k as n,
      case when k = f.entry_count and (f.first_entry + k) % 20 = 18
             and f.last_at > large.anchor() - interval '90 days'
           then large.anchor() + interval '1 day' * (1 + 60 * large.u(f.n, 51))
           else f.last_at - f.span * ((f.entry_count - k) / f.entry_count::float8) end as at
    from generate_series(1, f.entry_count) k) e
order by recorded_at;

analyze large.entry;
