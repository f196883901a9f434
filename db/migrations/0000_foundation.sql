-- Hand-written: what every later migration relies on. Roles are made by db/bootstrap.ts or the operator.
create schema if not exists app;
--> statement-breakpoint
grant usage on schema app to app_user, app_relay, app_identity, app_definer, app_auditor;
--> statement-breakpoint
grant usage on schema public to app_user, app_relay, app_identity, app_definer, app_auditor;
--> statement-breakpoint
grant create on schema app to app_definer, app_auditor;
--> statement-breakpoint
create extension if not exists pg_trgm with schema public;
--> statement-breakpoint
-- Null when no region is set, so a forgotten scope reads nothing instead of everything.
-- `nullif`: after a transaction that set it, the setting reads '' on that connection, not null.
create function app.current_region() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('app.region_id', true), '')::uuid $$;
--> statement-breakpoint
create function app.establishment_id() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('app.establishment_id', true), '')::uuid $$;
--> statement-breakpoint
-- The establishment whose patient files this actor may open: empty for administrators, technicians and
-- support, who see no patient whatever the code asks.
create function app.files_of() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('app.files_of', true), '')::uuid $$;
--> statement-breakpoint
create function app.actor_id() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('app.actor_id', true), '')::uuid $$;
--> statement-breakpoint
create function app.actor_kind() returns text language sql stable parallel safe as
  $$ select nullif(current_setting('app.actor_kind', true), '') $$;
--> statement-breakpoint
create function app.request_id() returns text language sql stable parallel safe as
  $$ select coalesce(nullif(current_setting('app.request_id', true), ''), 'none') $$;
--> statement-breakpoint
create function app.actor_role() returns text language sql stable parallel safe as
  $$ select coalesce(nullif(current_setting('app.actor_role', true), ''), 'none') $$;
--> statement-breakpoint
-- Whoever this request speaks for: the person, the establishment, the boards that are sitting.
create function app.grantees() returns uuid[] language sql stable parallel safe as
  $$ select string_to_array(nullif(current_setting('app.grantees', true), ''), ',')::uuid[] $$;
--> statement-breakpoint
-- Whose names this actor may search: the grantees' patients and the own establishment's files.
create function app.search_grantees() returns uuid[] language sql stable parallel safe as
  $$ select array_remove(array_append(app.grantees(), app.files_of()), null) $$;
--> statement-breakpoint
-- A name as it is searched: no accents, lower case, only letters and digits. rules.ts has its twin, and a
-- test holds the two together.
create function app.fold(value text) returns text language sql immutable parallel safe as
  $$ select lower(regexp_replace(replace(replace(replace(replace(replace(
       normalize(coalesce(value, ''), NFD), 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae'), 'ß', 'ss'),
       '[\u0300-\u036f]', '', 'g')) collate "C" $$;
--> statement-breakpoint
create function app.name_tokens(variadic names text[]) returns setof text language sql immutable as
  $$ select distinct token from unnest(names) as n(name),
       regexp_split_to_table(app.fold(n.name), '[^a-z0-9]+') as token where length(token) > 0 $$;
--> statement-breakpoint
-- JIT added 30 to 140 ms to small queries.
-- (The operator's bootstrap sets `alter role app_user set jit = off`: only a superuser or createrole may.)
select 1;
