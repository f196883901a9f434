import { useTexts } from '#app/kernel/i18n.ts'
import classes from './demo-ribbon.module.css'

/** On every page of a demonstration, on paper too: nobody may take these patients for real ones. */
export function DemoRibbon() {
  const t = useTexts('shell')
  return (
    <aside className={classes.ribbon} aria-label={t('demo')}>
      {t('demo')}
    </aside>
  )
}
