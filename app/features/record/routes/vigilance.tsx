import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { unmergePatients } from '../commands/decide-identity.server.ts'
import { UndoDecision } from '../contract.ts'
import { listDecisions, listReviews } from '../queries/review-identities.server.ts'
import { VigilancePage } from '../ui/vigilance-page.tsx'

export const handle: PageHandle = { title: 'record:identities.title' }

const Done = z.enum(['decided', 'undone']).nullable().catch(null)

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const done = Done.parse(new URL(args.request.url).searchParams.get('done'))
  return answer(async () => {
    const [reviews, decisions] = await Promise.all([listReviews(ctx), listDecisions(ctx)])
    return { reviews, decisions, done }
  })
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, UndoDecision, async (undo) => {
    await unmergePatients(ctx, undo)
    throw redirect('/vigilance?done=undone')
  })
}

export default function VigilanceRoute() {
  return <VigilancePage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
