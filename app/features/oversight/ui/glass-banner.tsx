import { Button } from '@mantine/core'
import { Form, Link, useRevalidator } from '@remix-run/react'
import { useEffect } from 'react'
import { HOUR, MINUTE, SECOND } from '#app/kernel/durations.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useNow } from '#app/kernel/use-formats.ts'
import { IconAlertTriangle } from '#app/ui/icons.ts'
import classes from './oversight.module.css'

type Open = { id: string; patientId: string; patientName: string; endsAt: string }

/** On every page while a glass is broken: whose, how long still, and the way to end it. */
export function GlassBanner({ open }: { open: Open[] }) {
  return open.map((glass) => <OneGlass key={glass.id} glass={glass} />)
}

function OneGlass({ glass }: { glass: Open }) {
  const t = useTexts('oversight')
  const now = useNow()
  const { revalidate } = useRevalidator()
  const ends = new Date(glass.endsAt).getTime()
  // When it is over the page asks again, and is told that the patient is out of reach.
  useEffect(() => {
    const timer = setTimeout(revalidate, Math.max(0, ends - Date.now()) + SECOND)
    return () => clearTimeout(timer)
  }, [ends, revalidate])
  const left = Math.max(0, ends - now.getTime())
  const minutes = Math.ceil(left / MINUTE)
  const time =
    left > HOUR
      ? t('glass.hours', { hours: Math.floor(minutes / 60), minutes: String(minutes % 60).padStart(2, '0') })
      : t('glass.minutes', { count: minutes })
  return (
    <section className={classes.glass} aria-label={t('glass.bannerLabel')} data-print="no">
      <span className={classes.glassText}>
        <IconAlertTriangle size={16} aria-hidden /> {t('glass.banner')}{' '}
        <Link to={`/patients/${glass.patientId}`}>{glass.patientName}</Link>,{' '}
        <span className={classes.left}>{t('glass.left', { time })}</span>. {t('glass.traced')}
      </span>
      <Form method="post" action="/break-glass/end">
        <input type="hidden" name="accessId" value={glass.id} />
        <Button type="submit" size="compact-sm" variant="white" color="dark">
          {t('glass.end')}
        </Button>
      </Form>
    </section>
  )
}
