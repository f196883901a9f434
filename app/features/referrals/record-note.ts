import { createFormats } from '#app/kernel/formats.ts'
import { type ReferralKind, URGENCY_DAYS, type Urgency } from './contract.ts'

// What stands in the record of a request and of its answer. A record is written in the language of its region.

const KINDS: Record<ReferralKind, string> = { advice: 'Demande d’avis', referral: 'Demande d’adressage' }
const ANSWERS: Record<ReferralKind, string> = {
  advice: 'Réponse à une demande d’avis',
  referral: 'Réponse à une demande d’adressage',
}

type Asked = {
  kind: ReferralKind
  urgency: Urgency
  question: string
  askerName: string
  sentAt: Date
}

/** The request as a note of the record: who asked, what, and within which time. */
export function requestNote(asked: Asked, serviceName: string): { title: string; body: string } {
  const { date } = createFormats('fr')
  const asksFor = asked.kind === 'advice' ? 'Avis souhaité' : 'Rendez-vous souhaité'
  return {
    title: `${KINDS[asked.kind]} · ${serviceName}`.slice(0, 300),
    body: [
      asked.question,
      '',
      `Demandé par ${asked.askerName} le ${date(asked.sentAt)}.`,
      `${asksFor} sous ${URGENCY_DAYS[asked.urgency]} jours.`,
      'Patient informé de la demande et ne s’y opposant pas.',
    ].join('\n'),
  }
}

export const answerTitle = (kind: ReferralKind, serviceName: string): string =>
  `${ANSWERS[kind]} · ${serviceName}`.slice(0, 300)
