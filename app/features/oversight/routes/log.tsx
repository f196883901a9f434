import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { writeAccessLog } from '../commands/write-access-log.server.ts'
import { LogQuery } from '../contract.ts'
import { LogPage } from '../ui/log-page.tsx'

export const handle: PageHandle = { title: 'oversight:log.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const period = LogQuery.parse(Object.fromEntries(new URL(args.request.url).searchParams))
  return { log: await answer(() => writeAccessLog(ctx, args.params.patientId ?? '', 'print', period)) }
}

export default function LogRoute() {
  return <LogPage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
