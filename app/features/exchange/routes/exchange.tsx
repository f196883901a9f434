import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { listConnections } from '../queries/list-connections.server.ts'
import { ExchangePage } from '../ui/exchange-page.tsx'

export const handle: PageHandle = { title: 'exchange:title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return { connections: await answer(() => listConnections(ctx)) }
}

export default function ExchangeRoute() {
  return <ExchangePage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
