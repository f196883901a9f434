import { Link, useSearchParams } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import classes from './filter-chips.module.css'
import { IconX } from './icons.ts'
import { withParams } from './sort-link.tsx'

/** One filter that is on: which parameter of the address, and its words. */
export type ActiveFilter = { param: string; label: string; value: string }

/** The filters of a list as words that can be taken away one by one. Nothing when none is on. */
export function FilterChips({ filters }: { filters: ActiveFilter[] }) {
  const t = useTexts('ui')
  const [params] = useSearchParams()
  if (filters.length === 0) return null
  const firstPage = { after: null, before: null }
  const none = Object.fromEntries(filters.map((f) => [f.param, null]))
  return (
    <ul className={classes.chips} aria-label={t('table.filters')}>
      {filters.map(({ param, label, value }) => (
        <li key={param}>
          <Link
            to={withParams(params, { ...firstPage, [param]: null })}
            className={classes.chip}
            aria-label={t('table.removeFilter', { label, value })}
          >
            <span className={classes.label}>{label}</span> {value} <IconX size={13} aria-hidden />
          </Link>
        </li>
      ))}
      {filters.length > 1 && (
        <li>
          <Link to={withParams(params, { ...firstPage, ...none })} className={classes.clear}>
            {t('table.clearFilters')}
          </Link>
        </li>
      )}
    </ul>
  )
}
