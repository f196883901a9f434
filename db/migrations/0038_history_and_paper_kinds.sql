ALTER TABLE "inbound_messages" ADD COLUMN "is_initial_load" boolean DEFAULT false NOT NULL;--> statement-breakpoint
-- By hand. What waits now was taken as its connection is now.
update public.inbound_messages m set is_initial_load = true
from public.connections c
where c.region_id = m.region_id and c.id = m.connection_id and c.mode = 'initial_load'
  and m.state in ('waiting', 'blocked');
--> statement-breakpoint
-- A doctor from outside may bring what a tumour board proposed: as before, with one kind more.
do $$
declare
  former text := pg_get_functiondef('app.contribute(jsonb)'::regprocedure);
  widened text := replace(former, $x$not in ('document', 'result', 'note')$x$,
    $x$not in ('document', 'result', 'decision', 'note')$x$);
begin
  if widened = former then raise exception 'app.contribute is not what it was'; end if;
  execute widened;
end $$;
