import { randomUUID } from 'node:crypto'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { actOnReferral } from './commands/act-on-referral.server.ts'
import { keepService } from './commands/keep-service.server.ts'
import { sendReferral } from './commands/send-referral.server.ts'
import type { ReferralAct, SendReferral } from './contract.ts'

// Arrangement for tests: a service with its people, a request on its way.

type Person = { ctx: Ctx; personId: string }

/** A service of the administrator's house, whose requests these people open. */
export async function aService(
  admin: Person,
  members: Person[],
  name = `Oncologie ${randomUUID().slice(0, 4)}`,
) {
  const { serviceId } = await keepService(admin.ctx, {
    intent: 'open',
    name,
    about: 'Premier avis sous une semaine.',
    takesReferrals: true,
    takesAdvice: true,
  })
  for (const [i, { personId }] of members.entries())
    await keepService(admin.ctx, { intent: 'join', serviceId, personId, isDeputy: i === 1 })
  return { id: serviceId, name }
}

export const aRequest = (serviceId: string, more: Partial<SendReferral> = {}): SendReferral => ({
  intent: 'send',
  referralId: randomUUID(),
  kind: 'advice',
  urgency: 'fast',
  serviceId,
  wishedPersonId: undefined,
  question: 'Nodule pulmonaire découvert au scanner : faut-il une biopsie ?',
  isPatientInformed: true,
  ...more,
})

export async function aSentReferral(
  asker: Person,
  patientId: string,
  serviceId: string,
  more: Partial<SendReferral> = {},
) {
  const { referralId } = await sendReferral(asker.ctx, patientId, aRequest(serviceId, more))
  return referralId
}

/** An act of somebody who has just loaded the page. */
export async function act(
  who: Person,
  referralId: string,
  input: { intent: ReferralAct['intent'] } & Record<string, unknown>,
) {
  const [row] = await who.ctx.read((tx) =>
    tx.execute<{ version: number }>(`select version from referrals where id = '${referralId}'`),
  )
  await actOnReferral(who.ctx, referralId, { expectedVersion: row?.version ?? 1, ...input } as never)
}
