import { useFormats, useNow } from '#app/kernel/use-formats.ts'

/** « il y a 3 minutes », for use inside a sentence. */
export function useSince() {
  const formats = useFormats()
  const now = useNow()
  return (at: string) => formats.relative(at, now)
}
