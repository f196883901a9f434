CREATE TABLE "audit_seals" (
	"id" bigint PRIMARY KEY NOT NULL,
	"from_xid" bigint NOT NULL,
	"to_xid" bigint NOT NULL,
	"rows" integer NOT NULL,
	"digest" text NOT NULL,
	"sealed_at" text NOT NULL,
	"previous" text NOT NULL,
	"key_id" text NOT NULL,
	"signature" text NOT NULL
);
--> statement-breakpoint
CREATE INDEX "audit_entries_by_transaction" ON "audit_entries" USING btree (((xid)::bigint));--> statement-breakpoint
-- By hand from here: who may seal, and what a seal is made of.
grant select, insert on audit_seals to app_relay;
--> statement-breakpoint
-- Transactions before this one have all ended: what they wrote is whole.
create function app.trail_horizon() returns bigint
  language sql stable set search_path = pg_catalog as $$
  select pg_snapshot_xmin(pg_current_snapshot())::text::bigint $$;
--> statement-breakpoint
revoke all on function app.trail_horizon() from public;
--> statement-breakpoint
grant execute on function app.trail_horizon() to app_relay;
--> statement-breakpoint
-- Where a batch that begins at `since` ends: at the horizon, or where it has enough rows.
create function app.trail_batch_end(since bigint, horizon bigint, max_rows integer) returns bigint
  language sql stable security definer set search_path = pg_catalog as $$
  select coalesce((
    select a.xid::bigint + 1 from public.audit_entries a
    where a.xid::bigint >= since and a.xid::bigint < horizon
    order by a.xid::bigint offset max_rows limit 1), horizon) $$;
--> statement-breakpoint
-- The digest of what some transactions left in the trail: no row leaves, whoever asks. The text of a row depends on
-- no setting of the session.
create function app.trail_digest(since bigint, until bigint, out rows integer, out digest text)
  language sql stable security definer set search_path = pg_catalog set timezone = 'UTC' set extra_float_digits = 1 as $$
  select count(*)::integer, encode(sha256(coalesce(string_agg(r.hash, ''::bytea order by r.xid, r.seq), ''::bytea)), 'hex')
  from (
    select a.xid::bigint as xid, a.seq, sha256(convert_to(jsonb_build_array(
      a.seq, extract(epoch from a.at)::text, a.region_id, a.actor_id, a.actor_kind, a.actor_role, a.establishment_id,
      a.action, a.subject, a.patient_id, a.purpose, a.outcome, a.request_id, a.detail, a.xid)::text, 'UTF8')) as hash
    from public.audit_entries a
    where a.xid::bigint >= since and a.xid::bigint < until) r $$;
--> statement-breakpoint
-- How far behind the seals are: rows of ended and running transactions from `since` on, and the oldest.
create function app.trail_unsealed(since bigint, out rows bigint, out oldest timestamptz)
  language sql stable security definer set search_path = pg_catalog as $$
  select count(*), min(a.at) from public.audit_entries a where a.xid::bigint >= since $$;
--> statement-breakpoint
do $$
declare f text;
begin
  foreach f in array array['app.trail_batch_end(bigint, bigint, integer)', 'app.trail_digest(bigint, bigint)',
    'app.trail_unsealed(bigint)'] loop
    execute format('alter function %s owner to app_auditor', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to app_relay', f);
  end loop;
end $$;
