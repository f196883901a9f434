-- Hand-written: what drizzle-kit cannot write. Walls bind the owner too, grants are named one by one.
do $$
declare t record;
begin
  for t in select c.relname from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity
  loop
    execute format('alter table public.%I force row level security', t.relname);
  end loop;
end $$;
--> statement-breakpoint
grant select on regions, establishments, people, memberships, patients, patient_files, care_relations,
  access_tokens, record_visits, record_entries, entry_recipients, entry_provenances, documents,
  document_texts, stays, identity_reviews, connections, inbound_messages, outbox, audit_entries to app_user;
--> statement-breakpoint
grant insert on record_visits, record_entries, entry_provenances, documents, document_texts, stays,
  inbound_messages, outbox, audit_entries, establishments to app_user;
--> statement-breakpoint
grant update on record_visits, stays, inbound_messages, establishments to app_user;
--> statement-breakpoint
grant update (status, title, occurred_at, occurred_until, confidentiality, release, released_at,
  replaces_id, version, updated_at) on record_entries to app_user;
--> statement-breakpoint
grant update (last_activity_at, current_unit, version, updated_at) on patient_files to app_user;
--> statement-breakpoint
grant update (paused_at, last_received_at, version, updated_at) on connections to app_user;
--> statement-breakpoint
grant update (state, version, updated_at) on identity_reviews to app_user;
--> statement-breakpoint
grant usage on sequence audit_entries_seq_seq to app_user, app_definer, app_identity;
--> statement-breakpoint
grant select, insert, update, delete on outbox, socket_io_attachments to app_relay;
--> statement-breakpoint
grant select on regions, connections to app_relay;
--> statement-breakpoint
grant select, insert, update, delete on sign_in_accounts, sign_in_sessions, sign_in_steps, sign_in_events,
  known_devices, rate_limits, outgoing_mails to app_identity;
--> statement-breakpoint
grant select on regions, establishments to app_identity;
--> statement-breakpoint
grant select, insert, update on people, memberships to app_identity;
--> statement-breakpoint
grant insert on audit_entries, outbox to app_identity;
--> statement-breakpoint
grant select on audit_entries to app_auditor;
--> statement-breakpoint
grant select on regions, establishments, people, memberships, audit_entries to app_definer;
--> statement-breakpoint
grant select, insert, update on patients, patient_files, care_relations, identity_reviews to app_definer;
--> statement-breakpoint
grant select, insert, update, delete on access_tokens to app_definer;
--> statement-breakpoint
grant select, insert on entry_recipients to app_definer;
--> statement-breakpoint
grant select on record_entries to app_definer;
--> statement-breakpoint
grant insert on audit_entries, outbox to app_definer;
--> statement-breakpoint
-- The door's probe finds its dates and reach in the index.
create index care_relations_door on care_relations (region_id, patient_id, grantee_id)
  include (starts_at, ends_at, reach);
--> statement-breakpoint
-- One running relation of a basis for a patient and a grantee: beginning twice is beginning once.
create unique index care_relations_running on care_relations (region_id, patient_id, grantee_id, basis)
  where ends_at is null;
--> statement-breakpoint
-- `C` collation: the prefix operator reaches the index only there.
alter table access_tokens alter column token type text collate "C";
--> statement-breakpoint
-- Typing errors: names folded, found by similarity inside a definer function that applies the door.
create index patients_by_similar_name on patients
  using gin ((app.fold(birth_name || ' ' || coalesce(used_name, '') || ' ' || first_given_name)) gin_trgm_ops);
--> statement-breakpoint
create function app.ensure_audit_partitions() returns void
  language plpgsql security definer set search_path = pg_catalog, public as $$
declare month date;
begin
  perform pg_advisory_xact_lock(hashtext('app.ensure_audit_partitions'));
  for month in select generate_series(date_trunc('month', now() - interval '1 month'),
                                      date_trunc('month', now() + interval '3 months'), '1 month')::date
  loop
    if to_regclass(format('public.audit_entries_%s', to_char(month, 'YYYY_MM'))) is null then
      execute format('create table public.audit_entries_%s partition of public.audit_entries
                        for values from (%L) to (%L)',
                     to_char(month, 'YYYY_MM'), month, month + interval '1 month');
      execute format('alter table public.audit_entries_%s enable row level security, force row level security',
                     to_char(month, 'YYYY_MM'));
    end if;
  end loop;
end $$;
--> statement-breakpoint
revoke all on function app.ensure_audit_partitions() from public;
--> statement-breakpoint
grant execute on function app.ensure_audit_partitions() to app_relay;
--> statement-breakpoint
select app.ensure_audit_partitions();
--> statement-breakpoint
create function app.tell_outbox() returns trigger language plpgsql as
  $$ begin perform pg_notify('cordee_outbox', ''); return null; end $$;
--> statement-breakpoint
create trigger outbox_told after insert on outbox for each statement execute function app.tell_outbox();
--> statement-breakpoint
create function app.tell_mails() returns trigger language plpgsql as
  $$ begin perform pg_notify('cordee_mails', ''); return null; end $$;
--> statement-breakpoint
create trigger mails_told after insert on outgoing_mails for each statement execute function app.tell_mails();
