import { pgRole } from 'drizzle-orm/pg-core'

// Roles exist before the first migration (db/bootstrap.ts, or the operator's SQL on a managed server).
// None of them is superuser or BYPASSRLS: what a role may cross is a policy written for that role.

/** Web and worker processes: everything that is done for a person, a patient, a client or a schedule. */
export const appRole = pgRole('app_user').existing()
/** The outbox relay, the queue and the sockets: sees events of every region, never a patient. */
export const relayRole = pgRole('app_relay').existing()
/** Owns the functions through which relations, files and identities begin and end. */
export const definerRole = pgRole('app_definer').existing()
/** Seals the trail and reads it for the privacy officer. */
export const auditorRole = pgRole('app_auditor').existing()
/** Sign-in: finds a session before its region is known. */
export const identityRole = pgRole('app_identity').existing()
/** Owns the tables. FORCE binds it too, so it has a policy of its own on every table. */
export const ownerRole = pgRole('app_owner').existing()
