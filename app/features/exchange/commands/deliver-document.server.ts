import { and, eq, isNull, lt, lte, or, sql } from 'drizzle-orm'
import { EntryTransmitted } from '#app/features/record/contract.ts'
import { getOutgoingEntry, type OutgoingEntry } from '#app/features/record/index.server.ts'
import type { BlobStore } from '#app/kernel/blobs.server.ts'
import { crashPoint } from '#app/kernel/crash-points.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { MINUTE } from '#app/kernel/durations.ts'
import { engine } from '#app/kernel/engine.server.ts'
import { connections } from '#db/schema/exchange.ts'
import { outboundConnections, outboundMessages } from '#db/schema/outbound.ts'
import { establishments, regions } from '#db/schema/regions.ts'
import { OutboundMoved } from '../contract.ts'
import { buildDocumentMessage } from '../formats/hl7v2/build-document-message.ts'
import { answerOf, controlIdOf, pauseAfter } from '../outbound-rules.ts'
import { sendMllp } from '../send-mllp.server.ts'

type Message = typeof outboundMessages.$inferSelect
type Line = NonNullable<Awaited<ReturnType<typeof lineOf>>>
type Outcome =
  | { state: 'acknowledged' | 'dropped'; reason: null }
  | { state: 'parked' | 'waiting'; reason: string }

/** Longer than an attempt can take: a process that died in the middle lets go by it. */
const CLAIM_MS = 2 * MINUTE

/** Something from outside is in a file of this house: its software gets it, if it takes anything. */
export async function transmitEntry(
  ctx: Ctx,
  { entryId }: { entryId: string },
  blobs: BlobStore = engine().blobs,
): Promise<{ state: Message['state'] | 'none' }> {
  const { establishmentId } = ctx.actor
  const messageId = await ctx.write(async ({ tx }) => {
    const id = crypto.randomUUID()
    await tx.execute(sql`
      insert into outbound_messages (id, establishment_id, entry_id, control_id, next_attempt_at, created_at)
      select ${id}::uuid, c.establishment_id, ${entryId}::uuid, ${controlIdOf(id)},
        ${ctx.now().toISOString()}::timestamptz, ${ctx.now().toISOString()}::timestamptz
      from outbound_connections c where c.establishment_id = ${establishmentId}::uuid
      on conflict (region_id, entry_id, establishment_id) do nothing`)
    const [message] = await tx
      .select({ id: outboundMessages.id })
      .from(outboundMessages)
      .where(
        and(eq(outboundMessages.entryId, entryId), eq(outboundMessages.establishmentId, establishmentId!)),
      )
    return message?.id
  })
  return messageId ? deliverDocument(ctx, { messageId }, blobs) : { state: 'none' }
}

/**
 * One attempt: claim, build from the record as it is now, send, write down what was answered, each on its own. At
 * least once, always under the same MSH-10: killed between the answer and the writing, it goes out again and the
 * receiver knows it.
 */
export async function deliverDocument(
  ctx: Ctx,
  { messageId }: { messageId: string },
  blobs: BlobStore = engine().blobs,
): Promise<{ state: Message['state'] | 'none' }> {
  const line = await lineOf(ctx)
  if (!line?.isEnabled) return { state: 'none' }
  const message = await claim(ctx, messageId)
  if (!message) return { state: 'none' }
  const entry = await getOutgoingEntry(ctx, message.entryId, blobs)
  // Withdrawn, moved elsewhere, in error: nothing to bring any more.
  const outcome: Outcome = entry?.isCurrent
    ? await attempt(ctx, line, message, entry)
    : { state: 'dropped', reason: null }
  await crashPoint('exchange.answered')
  await keep(ctx, message, outcome, entry?.patientId ?? null)
  return { state: outcome.state }
}

async function lineOf(ctx: Ctx) {
  const [line] = await ctx.read((tx) =>
    tx
      .select({
        host: outboundConnections.host,
        port: outboundConnections.port,
        usesTls: outboundConnections.usesTls,
        isEnabled: outboundConnections.isEnabled,
        charset: outboundConnections.charset,
        receivingApplication: outboundConnections.receivingApplication,
        receivingFacility: outboundConnections.receivingFacility,
        authority: sql<string | null>`(
          select x.patient_authority from ${connections} x
          where x.region_id = outbound_connections.region_id
            and x.establishment_id = outbound_connections.establishment_id
            and x.patient_authority is not null order by x.created_at limit 1)`,
        finess: establishments.finess,
        isTest: regions.isTest,
      })
      .from(outboundConnections)
      .innerJoin(establishments, eq(establishments.id, outboundConnections.establishmentId))
      .innerJoin(regions, eq(regions.id, outboundConnections.regionId))
      .where(eq(outboundConnections.establishmentId, ctx.actor.establishmentId!)),
  )
  return line
}

/** By one process at a time, and not before its moment. */
async function claim(ctx: Ctx, messageId: string): Promise<Message | undefined> {
  const now = ctx.now()
  const [message] = await ctx.write(({ tx }) =>
    tx
      .update(outboundMessages)
      .set({
        claimedUntil: new Date(now.getTime() + CLAIM_MS),
        lastAttemptAt: now,
        attempts: sql`${outboundMessages.attempts} + 1`,
      })
      .where(
        and(
          eq(outboundMessages.id, messageId),
          eq(outboundMessages.state, 'waiting'),
          lte(outboundMessages.nextAttemptAt, now),
          or(isNull(outboundMessages.claimedUntil), lt(outboundMessages.claimedUntil, now)),
        ),
      )
      .returning(),
  )
  return message
}

async function attempt(ctx: Ctx, line: Line, message: Message, entry: OutgoingEntry): Promise<Outcome> {
  const { file } = entry
  const bytes = buildDocumentMessage({
    controlId: message.controlId,
    at: ctx.now(),
    isTest: line.isTest,
    charset: line.charset,
    receivingApplication: line.receivingApplication,
    receivingFacility: line.receivingFacility,
    sendingFacility: 'CORDEE',
    patient: {
      ...file,
      authority: line.authority ?? line.finess,
      ins:
        file.identityStatus === 'QUAL' && file.insMatricule && file.insOid
          ? { matricule: file.insMatricule, oid: file.insOid }
          : null,
    },
    author: entry.author,
    document: entry,
  })
  const sent = await sendMllp(line, bytes)
  if (!sent.ok) return { state: 'waiting', reason: sent.reason }
  const answer = answerOf(sent.ack, message.controlId)
  if (answer.kind === 'taken') return { state: 'acknowledged', reason: null }
  return { state: answer.kind === 'refused' ? 'parked' : 'waiting', reason: answer.reason }
}

const keep = (ctx: Ctx, message: Message, { state, reason }: Outcome, patientId: string | null) =>
  ctx.write(async ({ tx, audit, emit }) => {
    const now = ctx.now()
    await tx
      .update(outboundMessages)
      .set({
        state,
        reason,
        claimedUntil: null,
        acknowledgedAt: state === 'acknowledged' ? now : null,
        nextAttemptAt: new Date(now.getTime() + pauseAfter(message.attempts)),
      })
      .where(and(eq(outboundMessages.id, message.id), eq(outboundMessages.state, 'waiting')))
    await audit('exchange.document.send', `record_entry/${message.entryId}`, {
      ...(patientId && { patientId }),
      detail: { state, attempt: message.attempts, controlId: message.controlId, ...(reason && { reason }) },
    })
    await emit(OutboundMoved, { messageId: message.id })
    if (patientId) await emit(EntryTransmitted, { entryId: message.entryId, patientId })
  })
