import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { delegate, endDelegation } from '../commands/delegate.server.ts'
import { DelegationForm } from '../contract.ts'
import { getDelegations } from '../queries/get-delegations.server.ts'
import { PracticePage } from '../ui/practice-page.tsx'

export const handle: PageHandle = { title: 'record:practice.title' }

const Done = z.enum(['delegated', 'ended']).nullable().catch(null)

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const done = Done.parse(new URL(args.request.url).searchParams.get('done'))
  const known = await answer(() => getDelegations(ctx))
  return { ...known, done, today: ctx.now().toISOString().slice(0, 10) }
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, DelegationForm, async (form) => {
    if (form.intent === 'delegate') await delegate(ctx, form)
    else await endDelegation(ctx, form.delegationId)
    throw redirect(`/practice?done=${form.intent === 'delegate' ? 'delegated' : 'ended'}`)
  })
}

export default function PracticeRoute() {
  return <PracticePage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
