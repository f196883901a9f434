import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { publishCharter } from '../commands/publish-charter.server.ts'
import { PublishCharter } from '../contract.ts'
import { getCharterPage } from '../queries/get-charter.server.ts'
import { RegionCharterPage } from '../ui/region-charter-page.tsx'

export const handle: PageHandle = { title: 'identity:charter.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return answer(() => getCharterPage(ctx))
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, PublishCharter, async (input) => {
    await publishCharter(ctx, input)
    // Whoever published it accepts it too, first of all.
    throw redirect('/charter?next=/region/charter')
  })
}

export default function RegionCharterRoute() {
  return <RegionCharterPage page={useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
