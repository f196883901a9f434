import { useTexts } from '#app/kernel/i18n.ts'
import classes from './severity-badge.module.css'

export const SEVERITIES = ['critical', 'watch', 'information', 'fine'] as const
export type Severity = (typeof SEVERITIES)[number]

/** Clinical severity: always a shape, a word and a colour, so that any one of them may be lost. */
export function SeverityBadge({ severity, label }: { severity: Severity; label?: string }) {
  const t = useTexts('ui')
  return (
    <span className={classes.badge} data-severity={severity}>
      <SeverityShape severity={severity} />
      {label ?? t(`severity.${severity}`)}
    </span>
  )
}

/** Triangle, diamond, circle, check. Only beside words that say the same. */
export function SeverityShape({ severity, size = 14 }: { severity: Severity; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      className={classes.shape}
      data-severity={severity}
    >
      {severity === 'critical' && <path d="M8 1.200 15.500 14.500H.500Z" />}
      {severity === 'watch' && <path d="M8 .500 15.500 8 8 15.500 .500 8Z" />}
      {severity === 'information' && <circle cx="8" cy="8" r="6.500" />}
      {severity === 'fine' && (
        <path
          d="M2 8.500 6.200 12.800 14 3.800"
          fill="none"
          stroke="currentColor"
          strokeWidth="2.600"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      )}
    </svg>
  )
}
