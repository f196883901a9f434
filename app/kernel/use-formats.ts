import { useRouteLoaderData } from '@remix-run/react'
import { useEffect, useState } from 'react'
import { MINUTE } from './durations.ts'
import { formatsFor } from './formats.ts'
import { useLocale } from './i18n.ts'

type RootData = { timeZone: string; now: string } | undefined

/** Formats in the page's language and the region's time zone. */
export function useFormats() {
  const locale = useLocale()
  const timeZone = (useRouteLoaderData('root') as RootData)?.timeZone
  return formatsFor(locale, timeZone)
}

/** The time, first as the server saw it so that both draw the same page, then moving on by the minute. */
export function useNow(): Date {
  const served = (useRouteLoaderData('root') as RootData)?.now
  const [now, setNow] = useState(() => new Date(served ?? Date.now()))
  useEffect(() => {
    setNow(new Date())
    const timer = setInterval(() => setNow(new Date()), MINUTE)
    return () => clearInterval(timer)
  }, [])
  return now
}
