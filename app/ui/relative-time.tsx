import { useFormats, useNow } from '#app/kernel/use-formats.ts'

/** « il y a 3 heures », with the exact time behind it. */
export function RelativeTime({ at }: { at: Date | string }) {
  const formats = useFormats()
  const now = useNow()
  return (
    <time dateTime={new Date(at).toISOString()} title={formats.dateTime(at)}>
      {formats.relative(at, now)}
    </time>
  )
}
