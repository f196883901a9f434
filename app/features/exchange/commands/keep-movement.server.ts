import { and, eq, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { stayMovements } from '#db/schema/feeds.ts'
import type { Tx } from '#db/scope.ts'
import { type SaidMovement, type Stay, stayFrom } from '../movements.ts'

/**
 * Keeps one movement of a visit as last said and reads the stay from all of them. The visit is locked first:
 * of two movements at the same moment, the second sees the first.
 */
export async function keepMovement(
  tx: Tx,
  ctx: Ctx,
  { visitNumber, movement }: { visitNumber: string; movement: SaidMovement },
): Promise<Stay> {
  const establishmentId = ctx.actor.establishmentId!
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`${establishmentId}/movements/${visitNumber}`}, 6))`,
  )
  // Later words go before earlier ones, and earlier ones fill what the later left out.
  const isLater = 'excluded.said_at >= stay_movements.said_at'
  const later = (column: string) =>
    sql.raw(`case when ${isLater} then excluded.${column} else stay_movements.${column} end`)
  const said = (column: string) =>
    sql.raw(`case when ${isLater} then coalesce(excluded.${column}, stay_movements.${column})
      else coalesce(stay_movements.${column}, excluded.${column}) end`)
  await tx
    .insert(stayMovements)
    .values({ establishmentId, visitNumber, ...movement })
    .onConflictDoUpdate({
      target: [
        stayMovements.regionId,
        stayMovements.establishmentId,
        stayMovements.visitNumber,
        stayMovements.movementId,
      ],
      set: {
        meaning: later('meaning'),
        // A cancellation names what it takes back; when that happened, it need not know.
        happensAt: sql.raw(`case when excluded.is_cancelled then stay_movements.happens_at
          when stay_movements.is_cancelled or ${isLater} then excluded.happens_at
          else stay_movements.happens_at end`),
        saidAt: sql`greatest(excluded.said_at, stay_movements.said_at)`,
        isCancelled: later('is_cancelled'),
        patientClass: said('patient_class'),
        unit: said('unit'),
        attendingName: said('attending_name'),
        attendingRpps: said('attending_rpps'),
        admittedAt: said('admitted_at'),
        dischargedAt: said('discharged_at'),
        entryMode: said('entry_mode'),
        origin: said('origin'),
        exitMode: said('exit_mode'),
        destination: said('destination'),
        originFiness: said('origin_finess'),
        destinationFiness: said('destination_finess'),
      },
    })
  const movements = await tx
    .select({
      movementId: stayMovements.movementId,
      meaning: stayMovements.meaning,
      happensAt: stayMovements.happensAt,
      saidAt: stayMovements.saidAt,
      isCancelled: stayMovements.isCancelled,
      patientClass: stayMovements.patientClass,
      unit: stayMovements.unit,
      attendingName: stayMovements.attendingName,
      attendingRpps: stayMovements.attendingRpps,
      admittedAt: stayMovements.admittedAt,
      dischargedAt: stayMovements.dischargedAt,
      entryMode: stayMovements.entryMode,
      origin: stayMovements.origin,
      exitMode: stayMovements.exitMode,
      destination: stayMovements.destination,
      originFiness: stayMovements.originFiness,
      destinationFiness: stayMovements.destinationFiness,
    })
    .from(stayMovements)
    .where(
      and(eq(stayMovements.establishmentId, establishmentId), eq(stayMovements.visitNumber, visitNumber)),
    )
  return stayFrom(movements)
}
