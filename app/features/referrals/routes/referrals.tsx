import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { mayCreateToRefer } from '#app/features/record/index.server.ts'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { AskedQuery, QueueQuery } from '../contract.ts'
import { canAsk, canDecide, canKeepServices, canSeeRequests } from '../policy.ts'
import { listAsked } from '../queries/list-asked.server.ts'
import { listQueue } from '../queries/list-queue.server.ts'
import { ownServiceIds } from '../queries/own-services.server.ts'
import { AskedPage } from '../ui/asked-page.tsx'
import { QueuePage } from '../ui/queue-page.tsx'

export const handle: PageHandle = { title: 'referrals:title' }

/** The queue of who works for a service, else what one asked oneself; who only runs the house goes to its services. */
export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const params = Object.fromEntries(new URL(args.request.url).searchParams)
  const may = { ask: canAsk(ctx.actor), keep: canKeepServices(ctx.actor) }
  if (!canSeeRequests(ctx.actor) && may.keep) throw redirect('/referrals/services')
  return answer(async () => {
    const isMember = canDecide(ctx.actor) && (await ctx.read((tx) => ownServiceIds(tx))).length > 0
    if (isMember && params.view !== 'mine')
      return { may, queue: await listQueue(ctx, QueueQuery.parse(params)), asked: null, mayCreate: false }
    const asked = await listAsked(ctx, AskedQuery.parse(params))
    return { may, queue: null, asked, mayCreate: await mayCreateToRefer(ctx) }
  })
}

export default function ReferralsRoute() {
  const { may, queue, asked, mayCreate } = useLoaderData<typeof loader>()
  return queue ? (
    <QueuePage queue={queue} may={may} />
  ) : (
    <AskedPage asked={asked!} may={may} mayCreate={mayCreate} />
  )
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
