import { Link, useSearchParams } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { IconX } from '#app/ui/icons.ts'
import { withParams } from '#app/ui/sort-link.tsx'
import classes from './filter-links.module.css'

type Props = {
  label: string
  param: string
  options: { value: string; label: string; count?: number }[]
  /** One of them always holds: the chosen one cannot be taken away. */
  isRequired?: boolean
  /** Any number of them holds at once; none is all. */
  isMultiple?: boolean
  current?: string
}

/** What a list can be narrowed to, as links: the address says what is shown. */
export function FilterLinks({
  label,
  param,
  options,
  isRequired = false,
  isMultiple = false,
  current,
}: Props) {
  const t = useTexts('ui')
  const [params] = useSearchParams()
  const said = current ?? params.get(param)
  const chosen = (isMultiple ? said?.split(',') : [said])?.filter((value) => value !== null) ?? []
  const firstPage = { after: null, before: null, pages: null }
  return (
    <ul className={classes.links} aria-label={label}>
      {options.map((option) => {
        const isChosen = chosen.includes(option.value)
        const others = isMultiple ? chosen.filter((other) => other !== option.value) : []
        const value = isChosen && !isRequired ? others.join() || null : [...others, option.value].join()
        return (
          <li key={option.value}>
            <Link
              to={withParams(params, { ...firstPage, [param]: value })}
              className={classes.link}
              aria-current={isChosen ? 'true' : undefined}
              preventScrollReset
            >
              <span className={classes.label}>{option.label}</span>
              {option.count !== undefined && <span className={classes.count}>{option.count}</span>}
              {isChosen && !isRequired && <IconX size={13} aria-hidden />}
            </Link>
          </li>
        )
      })}
      {isMultiple && chosen.length > 1 && (
        <li>
          <Link
            to={withParams(params, { ...firstPage, [param]: null })}
            className={classes.clear}
            preventScrollReset
          >
            {t('table.clearFilters')}
          </Link>
        </li>
      )}
    </ul>
  )
}
