import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { getUrgentCards } from '../queries/get-urgent-cards.server.ts'
import { UrgentPage } from '../ui/urgent-page.tsx'

export const handle: PageHandle = { title: 'correspondents:urgent.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return { cards: await answer(() => getUrgentCards(ctx, args.params.patientId!)) }
}

export default function UrgentRoute() {
  return <UrgentPage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
