import { Button } from '@mantine/core'
import { Link, useSearchParams } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import classes from './data-table.module.css'
import { IconChevronLeft, IconChevronRight } from './icons.ts'
import { withParams } from './sort-link.tsx'

/** How many rows there are in all. Beyond a limit the query stops counting and says so. */
export type Count = { value: number; isMore: boolean }

type Props = {
  count: Count | undefined
  page: { next: string | null; previous: string | null } | undefined
}

export function TableFooter({ count, page }: Props) {
  const t = useTexts('ui')
  const [params] = useSearchParams()
  if (!count && !page?.next && !page?.previous) return null
  return (
    <div className={classes.footer}>
      {count && <CountText count={count} />}
      {page && (page.next || page.previous) && (
        <nav aria-label={t('table.pages')} className={classes.pager}>
          {page.previous && (
            <Button
              component={Link}
              to={withParams(params, { before: page.previous, after: null })}
              variant="default"
              size="compact-sm"
              leftSection={<IconChevronLeft size={14} aria-hidden />}
            >
              {t('table.previous')}
            </Button>
          )}
          {page.next && (
            <Button
              component={Link}
              to={withParams(params, { after: page.next, before: null })}
              variant="default"
              size="compact-sm"
              rightSection={<IconChevronRight size={14} aria-hidden />}
            >
              {t('table.next')}
            </Button>
          )}
        </nav>
      )}
    </div>
  )
}

function CountText({ count: { value, isMore } }: { count: Count }) {
  const t = useTexts('ui')
  const number = useFormats().number(value)
  return <span>{isMore ? t('table.moreThan', { number }) : t('table.count', { count: value, number })}</span>
}
