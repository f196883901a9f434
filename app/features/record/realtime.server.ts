import { and, eq, gt, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { defineChannel } from '#app/kernel/channels.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { recordEntries } from '#db/schema/entries.ts'
import { patients } from '#db/schema/record.ts'
import { notices } from '#db/schema/workspace.ts'
import { canDecideIdentities, canDesignate, canListPatients } from './policy.ts'
import { followed } from './queries/followed-patients.server.ts'
import { sqlInstant } from './queries/patient-rows.server.ts'
import { circleRoom, identitiesRoom, noticesRoom, patientRoom } from './realtime.ts'

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

/** The questions of an establishment about who may see its patients. */
export const circleChannel = defineChannel('circle', z.object({}), async ({ actor, regionId }) =>
  canDesignate(actor) && actor.establishmentId ? circleRoom(regionId, actor.establishmentId) : null,
)

/**
 * The patients whose news stand on one's first page: those one follows, has opened lately or has pinned, as far
 * as they are still in reach.
 */
const onFirstPage = (ctx: Ctx) => sql`
  select p.id from (
    (${followed(ctx)})
    union
    (select v.patient_id from record_visits v where v.person_id = ${ctx.actor.id}::uuid
     order by v.last_visit_at desc limit ${OPENED_LATELY})
    union
    (select n.patient_id from pinned_patients n where n.person_id = ${ctx.actor.id}::uuid
     order by n.pinned_at desc limit ${OPENED_LATELY})) o
  join patients p on p.region_id = (select app.current_region()) and p.id = o.patient_id`
const OPENED_LATELY = 200

/** The first page moves when one of the records that it tells of does. */
export const dayChannel = defineChannel(
  'day',
  z.object({}),
  async (ctx) => {
    if (ctx.actor.kind !== 'person' || !canListPatients(ctx.actor)) return null
    const rows = await ctx.read((tx) => tx.execute<{ id: string }>(onFirstPage(ctx)))
    return rows.map(({ id }) => patientRoom(ctx.regionId, id))
  },
  async (ctx, _params, since) => {
    const [changed] = await ctx.read((tx) =>
      tx.execute(sql`
        select from (${onFirstPage(ctx)}) p
        cross join lateral (
          select from record_entries e
          where e.region_id = (select app.current_region()) and e.patient_id = p.id
            and e.recorded_at > ${sqlInstant(since)}
          limit 1) e
        limit 1`),
    )
    return changed !== undefined
  },
)
