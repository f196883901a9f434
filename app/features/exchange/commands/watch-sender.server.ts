import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { codeMappings, connectionFlags } from '#db/schema/feeds.ts'
import type { Tx } from '#db/scope.ts'
import type { LocalCode } from '../rules.ts'

// What is noted of a sender while its messages are taken: codes to map, habits to mend. No patient in it.

/** Counts the local codes of a message, so that who maps them begins with the most frequent. */
export async function countCodes(
  tx: Tx,
  ctx: Ctx,
  connectionId: string,
  codes: readonly LocalCode[],
): Promise<void> {
  if (codes.length === 0) return
  const establishmentId = ctx.actor.establishmentId!
  const now = ctx.now()
  await tx
    .insert(codeMappings)
    .values(
      codes.map(({ kind, code, label }) => ({
        connectionId,
        establishmentId,
        kind,
        localCode: code,
        localLabel: label,
        seen: 1,
        firstSeenAt: now,
        lastSeenAt: now,
      })),
    )
    .onConflictDoUpdate({
      target: [codeMappings.regionId, codeMappings.connectionId, codeMappings.kind, codeMappings.localCode],
      set: {
        seen: sql`${codeMappings.seen} + 1`,
        lastSeenAt: sql`excluded.last_seen_at`,
        localLabel: sql`coalesce(excluded.local_label, ${codeMappings.localLabel})`,
      },
    })
}

/** Counts what was read with doubts, by short code; a flag that was cleared comes back when it happens again. */
export async function raiseFlags(
  tx: Tx,
  ctx: Ctx,
  { connectionId, controlId }: { connectionId: string; controlId: string },
  codes: readonly string[],
): Promise<void> {
  if (codes.length === 0) return
  const at = ctx.now()
  await tx
    .insert(connectionFlags)
    .values(
      [...new Set(codes)].sort().map((code) => ({
        connectionId,
        establishmentId: ctx.actor.establishmentId!,
        code,
        firstAt: at,
        lastAt: at,
        lastControlId: controlId.slice(0, 200),
      })),
    )
    .onConflictDoUpdate({
      target: [connectionFlags.regionId, connectionFlags.connectionId, connectionFlags.code],
      set: {
        occurrences: sql`case when ${connectionFlags.clearedAt} is null then ${connectionFlags.occurrences} + 1 else 1 end`,
        firstAt: sql`case when ${connectionFlags.clearedAt} is null then ${connectionFlags.firstAt} else excluded.first_at end`,
        lastAt: sql`excluded.last_at`,
        lastControlId: sql`excluded.last_control_id`,
        clearedAt: null,
      },
    })
}
