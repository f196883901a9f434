import { and, eq, sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { outboundConnections, outboundMessages } from '#db/schema/outbound.ts'
import { regions } from '#db/schema/regions.ts'
import { OutboundDue, OutboundMoved } from '../contract.ts'
import type { OutboundDecision, SaveOutbound } from '../contract-outbound.ts'
import { canResolveMessage } from '../policy.ts'
import { forbiddenBy, tryMllp } from '../send-mllp.server.ts'

export type OutboundDecided = { intent: OutboundDecision['intent']; test?: string }

/** What the technician asked of the page of what goes out, by the name of the button. */
export async function decideOnOutbound(ctx: Ctx, decision: OutboundDecision): Promise<OutboundDecided> {
  if (ctx.actor.kind !== 'person' || !canResolveMessage(ctx.actor))
    throw new DomainError('forbidden', 'exchange.resolveNotAllowed')
  const { intent } = decision
  if (intent === 'test') return { intent, test: await testOutbound(ctx) }
  if (intent === 'save') await saveOutbound(ctx, decision)
  if (intent === 'retry') await retry(ctx, decision.messageId)
  if (intent === 'drop') await drop(ctx, decision.messageId)
  return { intent }
}

async function saveOutbound(ctx: Ctx, said: SaveOutbound) {
  const { host, port, usesTls, isEnabled, charset, receivingApplication, receivingFacility } = said
  const [region] = await ctx.read((tx) =>
    tx.select({ isTest: regions.isTest }).from(regions).where(eq(regions.id, ctx.regionId)),
  )
  // Also looked at before each message: by then the name may mean another machine.
  const forbidden = await forbiddenBy({ host, port, usesTls, isTest: region?.isTest ?? false })
  if (forbidden === 'plainText') throw new DomainError('invalid', 'exchange.outboundPlainText')
  const kept = { host, port, usesTls, isEnabled, charset, receivingApplication, receivingFacility }
  await ctx.write(async ({ tx, audit }) => {
    const [former] = await tx
      .select({
        host: outboundConnections.host,
        port: outboundConnections.port,
        usesTls: outboundConnections.usesTls,
      })
      .from(outboundConnections)
      .where(eq(outboundConnections.establishmentId, ctx.actor.establishmentId!))
      .for('update')
    await tx
      .insert(outboundConnections)
      .values({ establishmentId: ctx.actor.establishmentId!, ...kept })
      .onConflictDoUpdate({
        target: [outboundConnections.regionId, outboundConnections.establishmentId],
        set: {
          ...kept,
          testedAt: null,
          testOutcome: null,
          version: sql`${outboundConnections.version} + 1`,
          updatedAt: ctx.now(),
        },
      })
    // Where patients' documents went before, and where they go now.
    await audit('exchange.outbound.save', `establishment/${ctx.actor.establishmentId}`, {
      detail: {
        ...(former && { formerAddress: addressOf(former), formerUsesTls: former.usesTls }),
        address: addressOf(kept),
        usesTls,
        isEnabled,
        charset,
      },
    })
  })
}

const addressOf = ({ host, port }: Pick<SaveOutbound, 'host' | 'port'>) =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`

/** Does somebody answer there? No message goes out: whatever is sent would be about a patient. */
async function testOutbound(ctx: Ctx): Promise<string> {
  const [line] = await ctx.read((tx) =>
    tx
      .select({
        host: outboundConnections.host,
        port: outboundConnections.port,
        usesTls: outboundConnections.usesTls,
        isTest: regions.isTest,
      })
      .from(outboundConnections)
      .innerJoin(regions, eq(regions.id, outboundConnections.regionId)),
  )
  if (!line) throw new DomainError('not_found', 'exchange.outboundNotSet')
  const testOutcome = (await tryMllp(line)) ?? 'ok'
  await ctx.write(async ({ tx, audit }) => {
    await tx
      .update(outboundConnections)
      .set({ testedAt: ctx.now(), testOutcome })
      .where(eq(outboundConnections.establishmentId, ctx.actor.establishmentId!))
    await audit('exchange.outbound.test', `establishment/${ctx.actor.establishmentId}`, {
      detail: { outcome: testOutcome },
    })
  })
  return testOutcome
}

/** Refused, or waiting too long for somebody's taste: again, now, under the same id. */
const retry = (ctx: Ctx, messageId: string) =>
  ctx.write(async ({ tx, audit, emit }) => {
    const again = await tx
      .update(outboundMessages)
      .set({ state: 'waiting', nextAttemptAt: ctx.now(), reason: null })
      .where(and(eq(outboundMessages.id, messageId), sql`${outboundMessages.state} in ('waiting', 'parked')`))
      .returning({ id: outboundMessages.id })
    if (again.length === 0) throw new DomainError('conflict', 'exchange.outboundNotWaiting')
    await audit('exchange.outbound.retry', `outbound_message/${messageId}`)
    await emit(OutboundDue, { messageId, establishmentId: ctx.actor.establishmentId! })
  })

const drop = (ctx: Ctx, messageId: string) =>
  ctx.write(async ({ tx, audit, emit }) => {
    const dropped = await tx
      .update(outboundMessages)
      .set({ state: 'dropped' })
      .where(and(eq(outboundMessages.id, messageId), eq(outboundMessages.state, 'parked')))
      .returning({ id: outboundMessages.id })
    if (dropped.length === 0) throw new DomainError('conflict', 'exchange.outboundNotWaiting')
    await audit('exchange.outbound.drop', `outbound_message/${messageId}`)
    await emit(OutboundMoved, { messageId })
  })
