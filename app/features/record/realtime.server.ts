import { and, eq, gt, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { defineChannel } from '#app/kernel/channels.server.ts'
import { recordEntries } from '#db/schema/entries.ts'
import { patients } from '#db/schema/record.ts'
import { notices } from '#db/schema/workspace.ts'
import { canDecideIdentities, canListPatients } from './policy.ts'
import { identitiesRoom, noticesRoom, patientRoom } from './realtime.ts'

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

/** One's own notices, for whoever opens patients at all. */
export const noticesChannel = defineChannel(
  'notices',
  z.object({}),
  async ({ actor, regionId }) =>
    actor.kind === 'person' && actor.id && canListPatients(actor) ? noticesRoom(regionId, actor.id) : null,
  async (ctx, _params, since) => {
    const [changed] = await ctx.read((tx) =>
      tx
        .select({ id: notices.id })
        .from(notices)
        .where(
          and(
            sql`${notices.personId} = ${ctx.actor.id}::uuid`,
            or(gt(notices.createdAt, since), gt(notices.readAt, since)),
          ),
        )
        .limit(1),
    )
    return changed !== undefined
  },
)

/** The questions of an establishment about identities, for whoever decides them. */
export const identitiesChannel = defineChannel('identities', z.object({}), async ({ actor, regionId }) =>
  canDecideIdentities(actor) && actor.establishmentId
    ? identitiesRoom(regionId, actor.establishmentId)
    : null,
)
