import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { retryParkedEvent } from '../commands/retry-parked-event.server.ts'
import { ListEstablishments, RetryParkedEvent } from '../contract.ts'
import { getEventFlow } from '../queries/get-event-flow.server.ts'
import { getRegion } from '../queries/get-region.server.ts'
import { listEstablishments } from '../queries/list-establishments.server.ts'
import { RegionPage } from '../ui/region-page.tsx'

export const handle: PageHandle = { title: 'regions:title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const search = ListEstablishments.parse(Object.fromEntries(new URL(args.request.url).searchParams))
  return answer(async () => {
    const [region, flow] = await Promise.all([getRegion(ctx), getEventFlow(ctx)])
    const establishments = await listEstablishments(ctx, search)
    return { region, flow, search: search.q ?? '', isClosed: search.closed === '1', establishments }
  })
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, RetryParkedEvent, (input) => retryParkedEvent(ctx, input))
}

export default function RegionRoute() {
  return <RegionPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
