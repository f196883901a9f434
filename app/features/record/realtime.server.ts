import { and, eq, gt, or } from 'drizzle-orm'
import { z } from 'zod'
import { defineChannel } from '#app/kernel/channels.server.ts'
import { recordEntries } from '#db/schema/entries.ts'
import { patients } from '#db/schema/record.ts'
import { patientRoom } from './realtime.ts'

/** May listen whoever may see the patient: the database's own door answers. */
export const patientChannel = defineChannel(
  'patient',
  z.object({ patientId: z.uuid() }),
  async (ctx, { patientId }) => {
    const [seen] = await ctx.read((tx) =>
      tx.select({ id: patients.id }).from(patients).where(eq(patients.id, patientId)),
    )
    return seen ? patientRoom(ctx.regionId, patientId) : null
  },
  async (ctx, { patientId }, since) => {
    const [changed] = await ctx.read((tx) =>
      tx
        .select({ id: recordEntries.id })
        .from(recordEntries)
        .where(
          and(
            eq(recordEntries.patientId, patientId),
            or(gt(recordEntries.recordedAt, since), gt(recordEntries.updatedAt, since)),
          ),
        )
        .limit(1),
    )
    return changed !== undefined
  },
)
