-- Hand-written. An event that failed ten times was set aside; its region's administrator tries it again once
-- the cause is mended. Only through this function: the app's role may not change an event.
grant select, update (parked_at, claimed_at, attempts) on outbox to app_definer;
--> statement-breakpoint
create function app.retry_parked(event bigint) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare told text;
begin
  if app.current_region() is null or coalesce(app.actor_kind(), '') <> 'person'
     or coalesce(app.actor_role(), '') <> 'region_admin' then
    raise exception 'regions.retryNotAllowed' using errcode = 'CD403';
  end if;
  -- One failure stays on it: an old event that is let in again is no sign that the relay stands still.
  update public.outbox o set parked_at = null, claimed_at = null, attempts = 1
  where o.region_id = app.current_region() and o.seq = event and o.parked_at is not null
    and o.published_at is null
  returning o.name into told;
  if not found then raise exception 'regions.eventNotParked' using errcode = 'CD404'; end if;
  perform app.write_audit('regions.event.retry', 'outbox_event/' || event, null, 'done',
                          jsonb_build_object('event', told));
  -- Inserts wake the relay by a trigger; an event that is let in again wakes it here.
  perform pg_notify('cordee_outbox', '');
end $$;
--> statement-breakpoint
alter function app.retry_parked(bigint) owner to app_definer;
--> statement-breakpoint
revoke all on function app.retry_parked(bigint) from public;
--> statement-breakpoint
grant execute on function app.retry_parked(bigint) to app_user;
