import { useTexts } from '#app/kernel/i18n.ts'
import type { Flag } from '../observation-rules.ts'
import classes from './report-table.module.css'

const SIGNS: Record<Flag, string> = {
  critical_low: '↓↓',
  low: '↓',
  normal: '',
  high: '↑',
  critical_high: '↑↑',
  abnormal: '●',
}

/** Where a value stands: a sign, a word and a colour. What is normal needs none. */
export function FlagMark({ flag }: { flag: Flag | null }) {
  const t = useTexts('record')
  if (!flag || flag === 'normal') return null
  return (
    <span className={classes.flag} data-flag={flag}>
      <span aria-hidden="true">{SIGNS[flag]}</span> {t(`flag.${flag}`)}
    </span>
  )
}

/** On which side of its range a value is, for the shapes of a plot. */
export const sideOf = (flag: Flag | null): 'low' | 'high' | null =>
  flag === 'low' || flag === 'critical_low'
    ? 'low'
    : flag === 'high' || flag === 'critical_high' || flag === 'abnormal'
      ? 'high'
      : null
