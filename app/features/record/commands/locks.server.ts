import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Tx } from '#db/scope.ts'

// Two deliveries of the same thing at the same moment must not both find nothing. Held until commit.

const lock = (tx: Tx, ctx: Ctx, what: string) =>
  tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`${ctx.regionId}/${ctx.actor.establishmentId}/${what}`}, 3))`,
  )

/** All documents, reports and facts that one establishment files for one patient, in turn: versions depend on each other. */
export const lockDocumentsOf = (tx: Tx, ctx: Ctx, patientId: string) =>
  lock(tx, ctx, `documents/${patientId}`)

export const lockVisit = (tx: Tx, ctx: Ctx, visitNumber: string) => lock(tx, ctx, `visit/${visitNumber}`)

export const lockAppointment = (tx: Tx, ctx: Ctx, appointmentNumber: string) =>
  lock(tx, ctx, `appointment/${appointmentNumber}`)
