import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { canDeclareConnection } from '../policy.ts'
import { listConnections } from '../queries/list-connections.server.ts'
import { ExchangePage } from '../ui/exchange-page.tsx'

export const handle: PageHandle = { title: 'exchange:title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const connections = await answer(() => listConnections(ctx))
  return { connections, mayDeclare: canDeclareConnection(ctx.actor) }
}

export default function ExchangeRoute() {
  return <ExchangePage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
