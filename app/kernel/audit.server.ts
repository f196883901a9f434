import { sql } from 'drizzle-orm'
import { auditEntries } from '#db/schema/audit.ts'
import type { Tx } from '#db/scope.ts'
import type { Actor } from './actor.ts'

export type AuditDetail = Record<string, string | number | boolean | null>
export type AuditMore = {
  patientId?: string
  purpose?: string
  outcome?: 'done' | 'refused'
  /** Ids and short codes; never names or clinical text. */
  detail?: AuditDetail
}

/** Reachable through the context only: the trail shares the transaction of what it tells. */
export async function audit(
  tx: Tx,
  who: { actor: Actor; requestId: string },
  action: string,
  subject: string,
  more: AuditMore = {},
): Promise<void> {
  await tx.insert(auditEntries).values({
    ...actorColumns(who),
    action,
    subject,
    patientId: more.patientId,
    purpose: more.patientId ? purposeOf(who, more.patientId, more.purpose) : more.purpose,
    outcome: more.outcome ?? 'done',
    // In the detail, which the seals cover: whoever acted for the support.
    detail: who.actor.actingBy ? { ...more.detail, actingBy: who.actor.actingBy.id } : (more.detail ?? {}),
  })
}

/**
 * The opening of a patient, one row for a person and a purpose, refreshed at most every five minutes: a
 * page that moves by itself must not write a trail of its own.
 */
export async function auditOpening(
  tx: Tx,
  who: { actor: Actor; requestId: string },
  patientId: string,
  purpose: string,
): Promise<void> {
  const a = actorColumns(who)
  const told = purposeOf(who, patientId, purpose)
  const recent = sql`
    select from audit_entries e
    where e.region_id = (select app.current_region()) and e.actor_id = ${a.actorId}::uuid
      and e.patient_id = ${patientId}::uuid and e.at > now() - interval '5 minutes'
      and e.action = 'record.patient.read' and e.purpose = ${told} and e.outcome = 'done'`
  if ((await tx.execute(sql`${recent} limit 1`)).length > 0) return
  // The parts of a page open their patient at the same moment: the second waits, then sees the first's row.
  await tx.execute(sql`
    select pg_advisory_xact_lock(hashtextextended(${`${a.actorId}/${patientId}/${purpose}`}, 4))`)
  await tx.execute(sql`
    insert into audit_entries (actor_id, actor_kind, actor_role, establishment_id, request_id, action, subject,
                               patient_id, purpose)
    select ${a.actorId}::uuid, ${a.actorKind}::text, ${a.actorRole}::text, ${a.establishmentId}::uuid,
           ${a.requestId}::text, 'record.patient.read', ${`patient/${patientId}`}::text, ${patientId}::uuid,
           ${told}
    where not exists (${recent})`)
}

/** Under a broken glass every reading says so, whatever the page thinks it is for. */
const purposeOf = ({ actor }: { actor: Actor }, patientId: string, purpose: string | undefined) =>
  actor.kind === 'person'
    ? sql`(select app.purpose_of(${patientId}::uuid, ${purpose ?? null}::text))`
    : sql`${purpose ?? null}::text`

const actorColumns = ({ actor, requestId }: { actor: Actor; requestId: string }) => ({
  actorId: actor.id,
  actorKind: actor.kind,
  actorRole: actor.role,
  establishmentId: actor.establishmentId,
  requestId,
})
