import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import type { Slice } from '../queries/get-connection.server.ts'
import classes from './connection-page.module.css'

/** What came in a day, by quarters of an hour; what was refused stands on top, in another colour and in words. */
export function TrafficPlot({ traffic }: { traffic: Slice[] }) {
  const t = useTexts('exchange')
  const formats = useFormats()
  const most = Math.max(1, ...traffic.map(({ received }) => received))
  const total = traffic.reduce((sum, { received }) => sum + received, 0)
  const refused = traffic.reduce((sum, slice) => sum + slice.refused, 0)
  const width = 100 / traffic.length
  const marks = [0, 24, 48, 72, traffic.length - 1].map((i) => traffic[i]!)
  return (
    <figure style={{ margin: 0 }}>
      <svg
        className={classes.bars}
        role="img"
        aria-label={t('trafficLabel', { count: total, refused, most })}
        preserveAspectRatio="none"
      >
        <line className={classes.base} x1="0" x2="100%" y1="100%" y2="100%" />
        {traffic.map(({ at, received, refused: bad }, i) => {
          if (received === 0) return null
          const height = (received / most) * 100
          const lost = (bad / most) * 100
          return (
            <g key={at}>
              <rect
                className={classes.bar0}
                x={`${i * width}%`}
                width={`${width * 0.8}%`}
                y={`${100 - height}%`}
                height={`${height - lost}%`}
              >
                <title>{`${formats.dateTime(at)} · ${received}`}</title>
              </rect>
              {bad > 0 && (
                <rect
                  className={classes.barRefused}
                  x={`${i * width}%`}
                  width={`${width * 0.8}%`}
                  y={`${100 - lost}%`}
                  height={`${lost}%`}
                />
              )}
            </g>
          )
        })}
      </svg>
      <div className={classes.hours} aria-hidden="true">
        {marks.map(({ at }) => (
          <span key={at}>{formats.time(at)}</span>
        ))}
      </div>
      <figcaption className={classes.dim}>{t('trafficLabel', { count: total, refused, most })}</figcaption>
    </figure>
  )
}
