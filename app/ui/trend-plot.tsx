import type { ReactNode } from 'react'
import classes from './trend-plot.module.css'
import { niceScale, percent, type Scale } from './trend-scale.ts'

// Drawn as plain SVG in per cent: it stands in the page as the server sends it, prints, fits a phone without being
// measured, and weighs nothing. A chart library draws only in the browser and costs more than the whole summary.

export type TrendPoint = {
  at: Date | string
  value: number
  /** Outside the normal range: told by the shape, not by the colour alone. */
  side?: 'low' | 'high' | null
  /** Said when one points at it. */
  label: string
}

type Band = { low: number | null; high: number | null }
type PlotProps = {
  points: TrendPoint[]
  band: Band
  /** What is plotted, for those who do not see it: the values stand in a table beside it. */
  label: string
  number: (value: number) => string
  date: (at: Date) => string
  /** Named beside the band. */
  bandLabel: ReactNode
}

const time = ({ at }: { at: Date | string }) => new Date(at).getTime()

/** One quantity through time, over its normal range. The oldest point first. */
export function TrendPlot({ points, band, label, number, date, bandLabel }: PlotProps) {
  const limits = [band.low, band.high].filter((v) => v !== null)
  const y = niceScale([...points.map((p) => p.value), ...limits])
  const x = timeScale(points)
  const last = points.at(-1)
  return (
    <figure className={classes.figure}>
      <div className={classes.plot}>
        <div className={classes.axis} aria-hidden="true">
          {y.ticks.map((tick) => (
            <span key={tick} style={{ bottom: `${percent(tick, y)}%` }}>
              {number(tick)}
            </span>
          ))}
        </div>
        <svg className={classes.canvas} role="img" aria-label={label}>
          <BandOf band={band} y={y} />
          {y.ticks.map((tick) => (
            <line
              key={tick}
              className={classes.grid}
              x1="0"
              x2="100%"
              y1={`${100 - percent(tick, y)}%`}
              y2={`${100 - percent(tick, y)}%`}
            />
          ))}
          <LineThrough points={points} x={x} y={y} className={classes.line} />
          {points.map((point) => (
            <Mark
              key={`${point.at}${point.value}`}
              point={point}
              left={percent(time(point), x)}
              top={100 - percent(point.value, y)}
            />
          ))}
        </svg>
        {limits.length > 0 && (
          <span className={classes.bandLabel} style={{ bottom: `${middleOf(band, y)}%` }} aria-hidden="true">
            {bandLabel}
          </span>
        )}
        {last && (
          <span className={classes.last} style={{ bottom: `${percent(last.value, y)}%` }} aria-hidden="true">
            {number(last.value)}
          </span>
        )}
      </div>
      <div className={classes.times} aria-hidden="true">
        {[0, 1, 2, 3].map((i) => (
          <span key={i}>{date(new Date(x.min + ((x.max - x.min) * i) / 3))}</span>
        ))}
      </div>
    </figure>
  )
}

const timeScale = (points: TrendPoint[]) => ({
  min: Math.min(...points.map(time)),
  max: Math.max(...points.map(time)),
})

/** An open range reaches to the edge of the plot. */
const bandEdges = ({ low, high }: Band, y: Scale) => ({
  bottom: percent(low ?? y.min, y),
  top: percent(high ?? y.max, y),
})
function middleOf(band: Band, y: Scale) {
  const { bottom, top } = bandEdges(band, y)
  return (bottom + top) / 2
}

function BandOf({ band, y }: { band: Band; y: Scale }) {
  if (band.low === null && band.high === null) return null
  const { bottom, top } = bandEdges(band, y)
  return (
    <rect
      className={classes.band}
      x="0"
      width="100%"
      y={`${100 - top}%`}
      height={`${Math.max(0, top - bottom)}%`}
    />
  )
}

type Scaled = { points: TrendPoint[]; x: { min: number; max: number }; y: { min: number; max: number } }

function LineThrough({ points, x, y, className }: Scaled & { className?: string }) {
  const path = points.map(
    (p) => `${percent(time(p), x).toFixed(2)},${(100 - percent(p.value, y)).toFixed(2)}`,
  )
  return (
    <svg width="100%" height="100%" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
      <polyline points={path.join(' ')} className={className} vectorEffect="non-scaling-stroke" />
    </svg>
  )
}

/** Triangles up and down for what is too high and too low, a dot for what is as it should be. */
function Mark({ point, left, top }: { point: TrendPoint; left: number; top: number }) {
  return (
    <svg
      x={`${left}%`}
      y={`${top}%`}
      overflow="visible"
      className={classes.mark}
      data-side={point.side ?? undefined}
    >
      <title>{point.label}</title>
      {point.side === 'high' && <path d="M0 -6 L6 5 L-6 5 Z" />}
      {point.side === 'low' && <path d="M0 6 L6 -5 L-6 -5 Z" />}
      {!point.side && <circle r="4" />}
    </svg>
  )
}

/** A line without words, beside the value it ends with. Too few points draw nothing, and keep the place. */
export function Sparkline({ points, band }: { points: TrendPoint[]; band: Band }) {
  if (points.length < 2) return <span className={classes.spark} aria-hidden="true" />
  const values = points.map((p) => p.value)
  // The band is shown as far as the line comes near it: a limit far away would flatten the line.
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const air = (high - low || Math.abs(high) || 1) * 0.15
  const y = { min: low - air, max: high + air }
  const x = timeScale(points)
  const last = points.at(-1)!
  const inside = (v: number) => Math.min(100, Math.max(0, percent(v, y)))
  const [bottom, top] = [inside(band.low ?? y.min), inside(band.high ?? y.max)]
  return (
    <svg className={classes.spark} aria-hidden="true">
      {(band.low !== null || band.high !== null) && top > bottom && (
        <rect className={classes.band} x="0" width="100%" y={`${100 - top}%`} height={`${top - bottom}%`} />
      )}
      <LineThrough points={points} x={x} y={y} className={classes.sparkLine} />
      <circle
        className={classes.sparkEnd}
        data-side={last.side ?? undefined}
        cx={`${percent(time(last), x)}%`}
        cy={`${100 - percent(last.value, y)}%`}
        r="2.5"
      />
    </svg>
  )
}
