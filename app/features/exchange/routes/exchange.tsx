import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { retryMessage, skipMessage } from '../commands/resolve-message.server.ts'
import { RetryMessage, SkipMessage } from '../contract.ts'
import { canResolveMessage } from '../policy.ts'
import { getExchange } from '../queries/get-exchange.server.ts'
import { ExchangePage } from '../ui/exchange-page.tsx'

export const handle: PageHandle = { title: 'exchange:title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const params = new URL(args.request.url).searchParams
  const exchange = await answer(() => getExchange(ctx, params))
  return { ...exchange, mayResolve: canResolveMessage(ctx.actor) }
}

const Decision = z.discriminatedUnion('intent', [
  RetryMessage.extend({ intent: z.literal('retry') }),
  SkipMessage.extend({ intent: z.literal('skip') }),
])

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, Decision, async (decision) => {
    if (decision.intent === 'retry') await retryMessage(ctx, decision)
    else await skipMessage(ctx, decision)
    return decision.intent
  })
}

export default function ExchangeRoute() {
  return <ExchangePage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
