import { Link, useFetcher } from '@remix-run/react'
import { useCallback, useEffect } from 'react'
import { OVERSIGHT_CHANGED } from '#app/features/oversight/realtime.ts'
import { MAX_UNREAD } from '#app/features/record/contract.ts'
import { NOTICES_CHANGED } from '#app/features/record/realtime.ts'
import { MINUTE } from '#app/kernel/durations.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useHints } from '#app/kernel/use-channel.ts'
import { IconBell } from '#app/ui/icons.ts'
import classes from './header.module.css'

/** What one must know: whoever treats, of what was read; whoever oversees, of what waits for a verdict. */
const BELLS = {
  notices: { to: '/notices', from: '/notices/unread', hint: NOTICES_CHANGED },
  oversight: { to: '/oversight', from: '/oversight/waiting', hint: OVERSIGHT_CHANGED },
} as const

/** Asked for by itself: no page waits for the number, and none is loaded again when it changes. */
export function Bell({ of }: { of: keyof typeof BELLS }) {
  const t = useTexts('shell')
  const { to, from, hint } = BELLS[of]
  const fetcher = useFetcher<{ unread: number }>({ key: `${of}-unread` })
  const { load } = fetcher
  const ask = useCallback(() => load(from), [load, from])
  useEffect(() => ask(), [ask])
  useHints(of, {}, hint, ask, 3 * MINUTE)

  const count = fetcher.data?.unread ?? 0
  return (
    <Link
      to={to}
      className={classes.bell}
      aria-label={count > 0 ? `${t('bell.label')}, ${t('bell.unread', { count })}` : t('bell.label')}
      title={t('bell.label')}
    >
      <IconBell size={20} stroke={1.7} aria-hidden />
      {count > 0 && (
        <span className={classes.unread} aria-hidden>
          {count > MAX_UNREAD ? `${MAX_UNREAD}+` : count}
        </span>
      )}
    </Link>
  )
}
