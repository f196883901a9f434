import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { decideOnConnection } from '../commands/decide-on-connection.server.ts'
import { ConnectionDecision } from '../contract.ts'
import { canDeclareConnection, canResolveMessage } from '../policy.ts'
import { getConnection } from '../queries/get-connection.server.ts'
import { ConnectionPage } from '../ui/connection-page.tsx'

export const handle: PageHandle = { title: 'exchange:connection' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const search = new URL(args.request.url).searchParams
  const page = await answer(() => getConnection(ctx, args.params.connectionId!, search))
  return { ...page, mayResolve: canResolveMessage(ctx.actor), mayDeclare: canDeclareConnection(ctx.actor) }
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const connectionId = args.params.connectionId!
  return submit(args, ConnectionDecision, (decision) => decideOnConnection(ctx, connectionId, decision))
}

export default function ConnectionRoute() {
  return <ConnectionPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
