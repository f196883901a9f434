import { Link, useSearchParams } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import classes from './data-table.module.css'
import { IconArrowDown, IconArrowsSort, IconArrowUp } from './icons.ts'

type Props = {
  sort: string | undefined
  width: string | undefined
  children: ReactNode
  'data-numeric': true | undefined
  'data-secondary': true | undefined
}

/** A column's head. Sorting is a link: `?sort=name`, again for `?sort=-name`, and the first page of it. */
export function SortLink({ sort, width, children, ...layout }: Props) {
  const t = useTexts('ui')
  const [params] = useSearchParams()
  if (!sort) {
    return (
      <th scope="col" style={{ width }} {...layout}>
        {children}
      </th>
    )
  }
  const current = params.get('sort')
  const isAscending = current === sort
  const isDescending = current === `-${sort}`
  const Arrow = isAscending ? IconArrowUp : isDescending ? IconArrowDown : IconArrowsSort
  return (
    <th
      scope="col"
      style={{ width }}
      aria-sort={isAscending ? 'ascending' : isDescending ? 'descending' : undefined}
      {...layout}
    >
      <Link
        to={withParams(params, { sort: isAscending ? `-${sort}` : sort, after: null, before: null })}
        className={classes.sort}
        title={isAscending ? t('table.sortDescending') : t('table.sortAscending')}
        preventScrollReset
      >
        {children}
        <Arrow size={14} aria-hidden data-active={isAscending || isDescending || undefined} />
      </Link>
    </th>
  )
}

/** The same address with some parameters changed; null takes one out. */
export function withParams(params: URLSearchParams, changes: Record<string, string | null>): string {
  const changed = new URLSearchParams(params)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) changed.delete(name)
    else changed.set(name, value)
  }
  return `?${changed}`
}
