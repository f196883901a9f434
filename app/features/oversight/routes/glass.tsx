import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { reviewGlass } from '../commands/review-glass.server.ts'
import { Review } from '../contract.ts'
import { getGlass } from '../queries/list-glass.server.ts'
import { GlassPage } from '../ui/glass-page.tsx'

export const handle: PageHandle = { title: 'oversight:review.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return answer(() => getGlass(ctx, args.params.accessId ?? ''))
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, Review, async (review) => {
    await reviewGlass(ctx, review)
    throw redirect('/oversight?done=saved')
  })
}

export default function GlassRoute() {
  return <GlassPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
