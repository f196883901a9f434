import { Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats, useNow } from '#app/kernel/use-formats.ts'
import type { TreatmentFact } from '../queries/core-facts.server.ts'
import { entryPath } from './entry-path.ts'
import classes from './treatment-lines.module.css'

type Props = { facts: TreatmentFact[]; patientId: string; none: string }

const SHOWN = 7
const DAY = 86_400_000

/** Treatments as bars over one time axis, what runs first; the state stands in words beside each. */
export function TreatmentLines({ facts, patientId, none }: Props) {
  const t = useTexts('record')
  const formats = useFormats()
  const now = useNow().getTime()
  if (facts.length === 0) return <p className={classes.none}>{none}</p>
  const shown = [...facts].sort(byImportance).slice(0, SHOWN)
  const spans = shown.map((f) => spanOf(f, now))
  const from = Math.min(...spans.map((s) => s.from))
  const until = Math.max(now, ...spans.map((s) => s.until))
  const at = (time: number) => ((time - from) / Math.max(until - from, DAY)) * 100
  return (
    <div className={classes.lines}>
      <ul>
        {shown.map((fact, i) => {
          const { from: start, until: end } = spans[i]!
          const state = fact.of?.state
          return (
            <li key={fact.id}>
              <div className={classes.first}>
                <Link to={entryPath(patientId, fact)!} className={classes.title}>
                  {fact.title}
                </Link>
                {state && (
                  <span className={classes.state} data-state={state}>
                    {t(`facts.states.${state}`)}
                  </span>
                )}
              </div>
              <div className={classes.second}>
                {[
                  fact.of && t(`facts.categories.${fact.of.category}`),
                  fact.of?.intent && t(`facts.intents.${fact.of.intent}`),
                  fact.of?.line && t('facts.lineOf', { line: fact.of.line }),
                  period(fact, formats.date),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </div>
              <div className={classes.track} aria-hidden="true">
                <span
                  className={classes.bar}
                  data-state={state}
                  style={{ left: `${at(start)}%`, width: `max(6px, ${at(end) - at(start)}%)` }}
                />
                <span className={classes.now} style={{ left: `${at(now)}%` }} />
              </div>
            </li>
          )
        })}
      </ul>
      <div className={classes.axis} aria-hidden="true">
        <span>{formats.date(new Date(from))}</span>
        <span>{t('summary.today')}</span>
      </div>
      {facts.length > SHOWN && (
        <p className={classes.none}>{t('summary.andMore', { count: facts.length - SHOWN })}</p>
      )}
    </div>
  )
}

const RANK: Record<string, number> = { active: 0, planned: 1, stopped: 2, completed: 2 }
const isAside = ({ of }: TreatmentFact) => of?.category === 'supportive' || of?.category === 'other'
const byImportance = (a: TreatmentFact, b: TreatmentFact) =>
  Number(isAside(a)) - Number(isAside(b)) ||
  (RANK[a.of?.state ?? ''] ?? 2) - (RANK[b.of?.state ?? ''] ?? 2) ||
  b.occurredAt.localeCompare(a.occurredAt)

/** What runs reaches to today; what was done on one day is a mark of that day. */
function spanOf({ occurredAt, occurredUntil, of }: TreatmentFact, now: number) {
  const from = new Date(occurredAt).getTime()
  const until = occurredUntil ? new Date(occurredUntil).getTime() : of?.state === 'active' ? now : from
  return { from, until: Math.max(from, until) }
}

function period({ occurredAt, occurredUntil, of }: TreatmentFact, date: (at: string) => string) {
  if (occurredUntil && date(occurredUntil) !== date(occurredAt)) {
    return `${date(occurredAt)} → ${date(occurredUntil)}`
  }
  return of?.state === 'active' ? `${date(occurredAt)} →` : date(occurredAt)
}
