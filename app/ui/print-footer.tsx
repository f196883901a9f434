import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats, useNow } from '#app/kernel/use-formats.ts'
import classes from './print-footer.module.css'

/** On each sheet of paper: who printed it, where and when. Page numbers come from print.css. */
export function PrintFooter({ name, establishment }: { name: string; establishment: string }) {
  const t = useTexts('ui')
  const date = useFormats().dateTime(useNow())
  return (
    <div className={classes.footer} aria-hidden data-print="only">
      {t('print.printedBy', { name, establishment, date })}
    </div>
  )
}
