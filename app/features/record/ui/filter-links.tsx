import { Link, useSearchParams } from '@remix-run/react'
import { IconX } from '#app/ui/icons.ts'
import { withParams } from '#app/ui/sort-link.tsx'
import classes from './filter-links.module.css'

type Props = {
  label: string
  param: string
  options: { value: string; label: string; count?: number }[]
  /** One of them always holds: the chosen one cannot be taken away. */
  isRequired?: boolean
  current?: string
}

/** What a list can be narrowed to, as links: the address says what is shown. */
export function FilterLinks({ label, param, options, isRequired = false, current }: Props) {
  const [params] = useSearchParams()
  const chosen = current ?? params.get(param)
  const firstPage = { after: null, before: null, pages: null }
  return (
    <ul className={classes.links} aria-label={label}>
      {options.map((option) => {
        const isChosen = option.value === chosen
        const value = isChosen && !isRequired ? null : option.value
        return (
          <li key={option.value}>
            <Link
              to={withParams(params, { ...firstPage, [param]: value })}
              className={classes.link}
              aria-current={isChosen ? 'true' : undefined}
              preventScrollReset
            >
              {option.label}
              {option.count !== undefined && <span className={classes.count}>{option.count}</span>}
              {isChosen && !isRequired && <IconX size={13} aria-hidden />}
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
