import { Anchor } from '@mantine/core'
import { formatPhone } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { IconCheck } from '#app/ui/icons.ts'
import type { UrgentCard } from '../queries/urgent-card.server.ts'
import { rowOfDays } from '../rules.ts'
import classes from './correspondents.module.css'

/** The lines of a card, the one that answers now first and marked by a word. */
export function UrgentLines({ lines, onlyNow = false }: { lines: UrgentCard['lines']; onlyNow?: boolean }) {
  const t = useTexts('correspondents')
  const whenOf = useHours()
  const sorted = [...lines].sort((a, b) => Number(b.isNow) - Number(a.isNow))
  const shown = onlyNow ? sorted.filter(({ isNow }) => isNow) : sorted
  return (
    <>
      {!lines.some(({ isNow }) => isNow) && <p className={classes.text}>{t('urgent.noneNow')}</p>}
      <ul className={classes.lines}>
        {shown.map((line) => (
          <li
            key={`${line.label} ${line.phone} ${line.days} ${line.from}`}
            data-now={line.isNow || undefined}
          >
            <span className={classes.lineHead}>
              <span>{line.label}</span>
              {line.isNow && (
                <span className={classes.now}>
                  <IconCheck size={13} aria-hidden /> {t('urgent.now')}
                </span>
              )}
            </span>
            <Anchor href={`tel:${line.phone.replace(/[^\d+]/g, '')}`} className={classes.phone}>
              {formatPhone(line.phone)}
            </Anchor>
            <span className={classes.dim}>{whenOf(line)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function useHours() {
  const t = useTexts('correspondents')
  const dayOf = (day: number) => t(`urgent.weekday.d${day as 1}`)
  return ({ days, from, until }: UrgentCard['lines'][number]) => {
    const row = rowOfDays(days)
    const said =
      row === null
        ? [...days].map((day) => dayOf(Number(day))).join(', ')
        : row.last - row.first === 6
          ? t('urgent.everyDay')
          : row.first === row.last
            ? dayOf(row.first)
            : t('urgent.days', { first: dayOf(row.first), last: dayOf(row.last) })
    return `${said}, ${from === until ? t('urgent.allDay') : t('urgent.hours', { from, until })}`
  }
}
