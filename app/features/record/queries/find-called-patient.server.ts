import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { canListPatients } from '../policy.ts'

type Called = { ins: string; oid: string } | { localId: string }

/**
 * Whom a doctor's own software means, among those whom this actor may open; null for all others alike. By a qualified
 * number only: a provisional identity may be somebody else's. (EXT-10)
 */
export async function findCalledPatient(ctx: Ctx, called: Called): Promise<string | null> {
  if (!canListPatients(ctx.actor)) return null
  const found = await ctx.read((tx) =>
    tx.execute<{ id: string }>(
      'ins' in called
        ? sql`
          select p.id from patients p
          where p.region_id = (select app.current_region()) and p.ins_matricule = ${called.ins}
            and p.ins_oid = ${called.oid} and p.identity_status = 'QUAL' and p.merged_into is null
          limit 2`
        : sql`
          select f.patient_id as id from patient_files f
          where f.region_id = (select app.current_region()) and f.establishment_id = (select app.files_of())
            and f.local_id = ${called.localId}
          limit 2`,
    ),
  )
  return found.length === 1 ? found[0]!.id : null
}
