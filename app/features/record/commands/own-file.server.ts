import { eq, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { patientFiles } from '#db/schema/record.ts'
import type { Tx } from '#db/scope.ts'
import { canWriteFiles } from '../policy.ts'

/** The own establishment's file, of whatever patient it belongs to today; any other is not found. */
export async function ownFile(tx: Tx, ctx: Ctx, fileId: string) {
  if (!canWriteFiles(ctx.actor)) throw new DomainError('forbidden', 'record.filingNotAllowed')
  const [file] = await tx
    .select({
      id: patientFiles.id,
      patientId: patientFiles.patientId,
      establishmentId: patientFiles.establishmentId,
    })
    .from(patientFiles)
    .where(eq(patientFiles.id, fileId))
    // A merge or an attachment waits until what is filed here is filed, and the other way round.
    .for('key share')
  if (!file) throw new DomainError('not_found', 'record.fileNotFound')
  return file
}

/** Moves the file up in lists of recent patients. Several feeds at once: the latest moment stays. */
export const touchFile = (tx: Tx, ctx: Ctx, fileId: string) =>
  tx
    .update(patientFiles)
    .set({
      lastActivityAt: sql`greatest(${patientFiles.lastActivityAt}, ${ctx.now().toISOString()}::timestamptz)`,
    })
    .where(eq(patientFiles.id, fileId))
