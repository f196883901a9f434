import { useTexts } from '#app/kernel/i18n.ts'
import {
  type Icon,
  IconCalendarEvent,
  IconCheck,
  IconCircleCheck,
  IconEye,
  IconInbox,
  IconMessage,
  IconNote,
  IconShieldOff,
  IconX,
} from '#app/ui/icons.ts'
import { type Severity, SeverityBadge } from '#app/ui/severity-badge.tsx'
import type { ReferralState, Urgency } from '../contract.ts'
import classes from './referrals.module.css'

const ICONS: Record<ReferralState, Icon> = {
  draft: IconNote,
  sent: IconInbox,
  received: IconEye,
  info_asked: IconMessage,
  accepted: IconCheck,
  scheduled: IconCalendarEvent,
  answered: IconCircleCheck,
  refused: IconShieldOff,
  cancelled: IconX,
}

/** Where a request is, as a picture and a word. */
export function StateMark({ state }: { state: ReferralState }) {
  const t = useTexts('referrals')
  const Picture = ICONS[state]
  return (
    <span className={classes.state}>
      <Picture size={15} aria-hidden /> {t(`states.${state}`)}
    </span>
  )
}

const SEVERITY: Record<Urgency, Severity> = {
  urgent: 'critical',
  fast: 'watch',
  soon: 'information',
  routine: 'fine',
}

/** The time that was asked: a shape, a word and a colour. */
export function UrgencyMark({ urgency }: { urgency: Urgency }) {
  const t = useTexts('referrals')
  if (urgency === 'routine') return <span>{t('urgencies.routine')}</span>
  return <SeverityBadge severity={SEVERITY[urgency]} label={t(`urgencies.${urgency}`)} />
}

export function LateMark() {
  const t = useTexts('referrals')
  return <SeverityBadge severity="critical" label={t('late')} />
}
