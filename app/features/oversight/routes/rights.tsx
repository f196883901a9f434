import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { getRights } from '../queries/watched-patient.server.ts'
import { RightsPage } from '../ui/rights-page.tsx'

export const handle: PageHandle = { title: 'oversight:access.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return answer(() => getRights(ctx, args.params.patientId ?? ''))
}

export default function RightsRoute() {
  return <RightsPage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
