import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { reviewUnusual } from '../commands/review-unusual.server.ts'
import { Review } from '../contract.ts'
import { getUnusual } from '../queries/list-unusual.server.ts'
import { UnusualPage } from '../ui/unusual-page.tsx'

export const handle: PageHandle = { title: 'oversight:unusual.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return answer(() => getUnusual(ctx, args.params.unusualId ?? ''))
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, Review, async (review) => {
    await reviewUnusual(ctx, review)
    throw redirect('/oversight?done=saved')
  })
}

export default function UnusualRoute() {
  return <UnusualPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
