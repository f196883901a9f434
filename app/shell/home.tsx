import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { requireCtx } from '#app/kernel/route.server.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'

export const handle: PageHandle = { title: 'shell:home.title' }

export async function loader(args: LoaderFunctionArgs) {
  const { actor, now } = requireCtx(args)
  return { name: actor.displayName, today: now().toISOString() }
}

/** What waits for this role today. */
export default function Home() {
  const { name, today } = useLoaderData<typeof loader>()
  const t = useTexts('shell')
  const formats = useFormats()
  return (
    <Page>
      <PageHeader title={t('home.greeting', { name })} hint={formats.longDate(today)} />
      <EmptyState title={t('home.nothing')}>{t('home.nothingText')}</EmptyState>
    </Page>
  )
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
