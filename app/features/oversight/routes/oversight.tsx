import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { listGlass } from '../queries/list-glass.server.ts'
import { listUnusual } from '../queries/list-unusual.server.ts'
import { OversightPage } from '../ui/oversight-page.tsx'

export const handle: PageHandle = { title: 'oversight:queue.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const isSaved = new URL(args.request.url).searchParams.get('done') === 'saved'
  return answer(async () => {
    const [glass, unusual] = await Promise.all([listGlass(ctx), listUnusual(ctx)])
    return { ...glass, unusual, isSaved }
  })
}

export default function OversightRoute() {
  return <OversightPage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
