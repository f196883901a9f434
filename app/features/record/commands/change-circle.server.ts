import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { CircleForm } from '../contract.ts'
import { canDesignate } from '../policy.ts'
import { boundsOfDays } from './days.server.ts'
import { designate, designateByRpps } from './designate.server.ts'
import { endRelation, leavePatient } from './end-relation.server.ts'
import { settleQuestion } from './settle-question.server.ts'

export type CircleChange = 'designated' | 'waiting' | 'ended' | 'left' | 'accepted' | 'refused'

/** What one does on the care circle of a patient; answers with what came of it. */
export async function changeCircle(ctx: Ctx, patientId: string, form: CircleForm): Promise<CircleChange> {
  switch (form.intent) {
    case 'designate':
      return nameSomebody(ctx, patientId, form)
    case 'end':
      if (!canDesignate(ctx.actor)) throw new DomainError('forbidden', 'record.designationNotAllowed')
      await endRelation(ctx, form)
      return 'ended'
    case 'leave':
      await leavePatient(ctx, patientId, form.reason)
      return 'left'
    case 'settle':
      await settleQuestion(ctx, form)
      return form.answer === 'accept' ? 'accepted' : 'refused'
  }
}

async function nameSomebody(ctx: Ctx, patientId: string, form: Extract<CircleForm, { intent: 'designate' }>) {
  const until = form.until ? (await boundsOfDays(ctx, form.until, form.until)).until : null
  if (form.who !== 'rpps') {
    await designate(ctx, { patientId, personId: form.who, until })
    return 'designated' as const
  }
  if (!form.rpps) throw new DomainError('invalid', 'record.rppsWrong')
  const { rpps, name } = form
  return (await designateByRpps(ctx, { patientId, rpps, name, until })) === 'begun' ? 'designated' : 'waiting'
}
