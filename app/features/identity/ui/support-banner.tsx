import { Button } from '@mantine/core'
import { Form } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useChannel } from '#app/kernel/use-channel.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { IconEye } from '#app/ui/icons.ts'
import { SUPPORT_CHANGED } from '../realtime.ts'
import classes from './support.module.css'

type Seen = { name: string; expiresAt: string } | null

/** On every page while the support sees somebody's screens: to the support as whom, to the person by whom. (SEC-06) */
export function SupportBanner({ acting, helper }: { acting: Seen; helper: Seen }) {
  const t = useTexts('identity')
  const { time } = useFormats()
  useChannel('support', {}, SUPPORT_CHANGED)
  const shown = acting ?? helper
  if (!shown) return null
  return (
    <section className={classes.banner} aria-label={t('support.label')} data-print="no">
      <span className={classes.text}>
        <IconEye size={16} aria-hidden />{' '}
        {t(acting ? 'support.youSee' : 'support.theySee', { name: shown.name, time: time(shown.expiresAt) })}
      </span>
      <Form method="post" action="/support/end" reloadDocument>
        <Button type="submit" size="compact-sm" variant="white" color="dark">
          {t('support.end')}
        </Button>
      </Form>
    </section>
  )
}
