import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { recordEntries, stays } from '#db/schema/entries.ts'
import { patientFiles } from '#db/schema/record.ts'
import { canWriteFiles } from '../policy.ts'

/** A unit stands under another name from now on: whoever is there is shown there, past stays keep what was. */
export async function renameUnit(
  ctx: Ctx,
  { former, name }: { former: string; name: string },
): Promise<{ patients: number }> {
  if (!canWriteFiles(ctx.actor)) throw new DomainError('forbidden', 'record.filingNotAllowed')
  const establishmentId = ctx.actor.establishmentId!
  return ctx.write(async ({ tx, audit }) => {
    const present = await tx
      .update(patientFiles)
      .set({ currentUnit: name })
      .where(and(eq(patientFiles.establishmentId, establishmentId), eq(patientFiles.currentUnit, former)))
      .returning({ id: patientFiles.id })
    if (present.length === 0) return { patients: 0 }
    const files = present.map(({ id }) => id)
    const running = await tx
      .select({ entryId: stays.entryId })
      .from(recordEntries)
      .innerJoin(stays, and(eq(stays.regionId, recordEntries.regionId), eq(stays.entryId, recordEntries.id)))
      .where(
        and(
          inArray(recordEntries.fileId, files),
          eq(stays.unit, former),
          isNull(stays.dischargedAt),
          isNull(stays.cancelledAt),
        ),
      )
    const entries = running.map(({ entryId }) => entryId)
    if (entries.length > 0) {
      await tx.update(stays).set({ unit: name }).where(inArray(stays.entryId, entries))
      await tx
        .update(recordEntries)
        .set({ title: name, updatedAt: ctx.now() })
        .where(inArray(recordEntries.id, entries))
    }
    await audit('record.unit.rename', `establishment/${establishmentId}`, {
      detail: { patients: present.length },
    })
    return { patients: present.length }
  })
}
