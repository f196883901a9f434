import { Fragment, type ReactNode } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import classes from './key-values.module.css'

/** Pairs of label and value. What is not known says so; it is never blank, never "?". */
export function KeyValues({ items }: { items: [label: string, value: ReactNode][] }) {
  const t = useTexts('ui')
  return (
    <dl className={classes.list}>
      {items.map(([label, value]) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd data-unknown={isBlank(value) || undefined}>{isBlank(value) ? t('notProvided') : value}</dd>
        </Fragment>
      ))}
    </dl>
  )
}

const isBlank = (value: ReactNode) => value === null || value === undefined || value === ''
