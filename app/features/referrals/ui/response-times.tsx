import { Text } from '@mantine/core'
import { HOUR } from '#app/kernel/durations.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import type { MonthFigures } from '../queries/list-services.server.ts'
import classes from './referrals.module.css'
import { useReferralWords } from './use-referral-words.ts'

const ROWS = 4

/** How long askers waited, by month: half of them, and nine of ten. The figures stand in a table beside. */
export function ResponseTimes({ figures, months }: { figures: MonthFigures[]; months: string[] }) {
  const t = useTexts('referrals')
  const { wait } = useReferralWords()
  if (figures.length === 0) return <Text c="dimmed">{t('services.figuresNone')}</Text>
  const longest = Math.max(1, ...figures.map(({ answerP90 }) => answerP90 ?? 0))
  const told = (hours: number | null) => (hours === null ? '—' : wait(hours * HOUR))
  const width = 100 / months.length
  const monthOf = (month: string) => month.split('-').reverse().join('/')
  return (
    <figure className={classes.plot}>
      <figcaption>
        <Text fw={600}>{t('services.figures')}</Text>
        <Text size="sm" c="dimmed">
          {t('services.figuresLabel')}
        </Text>
      </figcaption>
      <svg role="img" aria-label={t('services.figuresLabel')} preserveAspectRatio="none">
        <line className={classes.base} x1="0" x2="100%" y1="100%" y2="100%" />
        {months.map((month, i) => {
          const found = figures.find((line) => line.month === month)
          if (!found?.answerP90) return null
          const [most, half] = [found.answerP90, found.answerMedian ?? 0].map((h) => (h / longest) * 96)
          const title = `${monthOf(month)} · ${told(found.answerMedian)} · ${told(found.answerP90)}`
          return (
            <g key={month}>
              <rect
                className={classes.most}
                x={`${(i + 0.1) * width}%`}
                width={`${width * 0.8}%`}
                y={`${100 - most!}%`}
                height={`${most}%`}
              >
                <title>{title}</title>
              </rect>
              <rect
                className={classes.half}
                x={`${(i + 0.3) * width}%`}
                width={`${width * 0.4}%`}
                y={`${100 - half!}%`}
                height={`${half}%`}
              />
            </g>
          )
        })}
      </svg>
      <table className={classes.figures}>
        <thead>
          <tr>
            <th scope="col">{t('services.month')}</th>
            <th scope="col">{t('services.asked')}</th>
            <th scope="col">{t('services.reactionMedian')}</th>
            <th scope="col">{t('services.answerMedian')}</th>
            <th scope="col">{t('services.answerP90')}</th>
          </tr>
        </thead>
        <tbody>
          {[...figures]
            .reverse()
            .slice(0, ROWS)
            .map((line) => (
              <tr key={line.month}>
                <td>{monthOf(line.month)}</td>
                <td>{line.asked}</td>
                <td>{told(line.reactionMedian)}</td>
                <td>{told(line.answerMedian)}</td>
                <td>{told(line.answerP90)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </figure>
  )
}
