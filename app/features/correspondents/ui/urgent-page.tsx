import { PrintButton } from '#app/features/record/ui/index.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { IconAlertTriangle } from '#app/ui/icons.ts'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import type { UrgentCard } from '../queries/urgent-card.server.ts'
import classes from './correspondents.module.css'
import { UrgentLines } from './urgent-lines.tsx'

/** Whom to call and what to do, of each house that treats this patient; made to be printed and kept at hand. */
export function UrgentPage({ cards }: { cards: UrgentCard[] }) {
  const t = useTexts('correspondents')
  if (cards.length === 0) return <EmptyState title={t('urgent.none')}>{t('urgent.noneText')}</EmptyState>
  return (
    <>
      <h1 className="visually-hidden">{t('urgent.title')}</h1>
      <div className={classes.tools}>
        <span data-print="no">
          <PrintButton what="urgent" />
        </span>
      </div>
      <div className={classes.cards}>
        {cards.map((card) => (
          <SummaryCard key={card.establishmentId} title={card.establishmentName} icon={IconAlertTriangle}>
            <UrgentLines lines={card.lines} />
            <h3 className={classes.subtitle}>{t('urgent.fever')}</h3>
            <p className={classes.text}>{card.fever}</p>
            {card.otherwise && (
              <>
                <h3 className={classes.subtitle}>{t('urgent.otherwise')}</h3>
                <p className={classes.text}>{card.otherwise}</p>
              </>
            )}
          </SummaryCard>
        ))}
      </div>
    </>
  )
}
