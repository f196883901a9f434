import { useMatches } from '@remix-run/react'
import { useTranslation } from 'react-i18next'

/**
 * What a route module may say of its page: `export const handle: PageHandle = { title: 'record:search.title' }`.
 * A text's key and never a patient's name: titles stay in the browser's history.
 */
export type PageHandle = { title: `${string}:${string}` }

/** The title of the innermost route that has one, in the page's language. */
export function usePageTitle(): string {
  const { t } = useTranslation()
  const titles = useMatches().flatMap(
    ({ handle }) => (handle as Partial<PageHandle> | undefined)?.title ?? [],
  )
  const key = titles.at(-1)
  return key ? `${String(t(key as never))} – Cordée` : 'Cordée'
}
