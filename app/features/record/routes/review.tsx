import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { attachFile, keepApart, mergePatients, settleTraits } from '../commands/decide-identity.server.ts'
import { DecideReview, MergePatients, SettleTraits } from '../contract.ts'
import { getReview } from '../queries/review-identities.server.ts'
import { ReviewPage } from '../ui/review-page.tsx'

export const handle: PageHandle = { title: 'record:review.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return answer(() => getReview(ctx, args.params.reviewId ?? ''))
}

const Answer = z.discriminatedUnion('intent', [
  DecideReview.extend({ intent: z.literal('attach') }),
  DecideReview.extend({ intent: z.literal('keepApart') }),
  SettleTraits.extend({ intent: z.literal('settle') }),
  MergePatients.extend({ intent: z.literal('merge') }),
])

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, Answer, async (answered) => {
    if (answered.intent === 'attach') await attachFile(ctx, answered)
    else if (answered.intent === 'keepApart') await keepApart(ctx, answered)
    else if (answered.intent === 'settle') await settleTraits(ctx, answered)
    else await mergePatients(ctx, answered)
    throw redirect('/vigilance?done=decided')
  })
}

export default function ReviewRoute() {
  return <ReviewPage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
