import { Button } from '@mantine/core'
import { Link, useSearchParams } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { withParams } from '#app/ui/sort-link.tsx'
import classes from './referrals.module.css'

type TabsProps = { hasQueue: boolean; hasAsked: boolean; shown: 'queue' | 'mine' }

/** What came to one's services, and what one asked oneself: only who has both sees tabs. */
export function ReferralTabs({ hasQueue, hasAsked, shown }: TabsProps) {
  const t = useTexts('referrals')
  if (!hasQueue || !hasAsked) return null
  return (
    <nav className={classes.tabs} aria-label={t('tabs.label')} data-print="no">
      {(['queue', 'mine'] as const).map((view) => (
        <Link
          key={view}
          to={`/referrals?view=${view}`}
          className={classes.tab}
          aria-current={view === shown ? 'page' : undefined}
        >
          {t(`tabs.${view}`)}
        </Link>
      ))}
    </nav>
  )
}

/** For who also runs the house: its services. */
export function ServicesLink() {
  const t = useTexts('referrals')
  return (
    <Button component={Link} to="/referrals/services" variant="default">
      {t('tabs.services')}
    </Button>
  )
}

type Option = { value: string; label: string; count?: number }

/** What a list is narrowed to: one of these always holds, and the address says which. */
export function ShownLinks({
  label,
  param,
  options,
  current,
}: {
  label: string
  param: string
  options: Option[]
  current: string
}) {
  const [params] = useSearchParams()
  return (
    <ul className={classes.filters} aria-label={label} data-print="no">
      {options.map((option) => (
        <li key={option.value}>
          <Link
            to={withParams(params, { [param]: option.value || null, after: null, before: null })}
            className={classes.filter}
            aria-current={option.value === current ? 'true' : undefined}
            preventScrollReset
          >
            {option.label}
            {option.count !== undefined && <span>{option.count}</span>}
          </Link>
        </li>
      ))}
    </ul>
  )
}
