import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { decideOnOutbound } from '../commands/keep-outbound.server.ts'
import { OutboundDecision } from '../contract-outbound.ts'
import { canResolveMessage } from '../policy.ts'
import { getOutbound } from '../queries/get-outbound.server.ts'
import { OutboundPage } from '../ui/outbound-page.tsx'

export const handle: PageHandle = { title: 'exchange:outbound.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const page = await answer(() => getOutbound(ctx))
  return { ...page, mayResolve: canResolveMessage(ctx.actor) }
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, OutboundDecision, (decision) => decideOnOutbound(ctx, decision))
}

export default function OutboundRoute() {
  return <OutboundPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
