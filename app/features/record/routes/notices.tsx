import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { useChannel } from '#app/kernel/use-channel.ts'
import { readNotices } from '../commands/read-notices.server.ts'
import { ReadNotices } from '../contract.ts'
import { listNotices } from '../queries/list-notices.server.ts'
import { NOTICES_CHANGED } from '../realtime.ts'
import { NoticesPage } from '../ui/notices-page.tsx'

export const handle: PageHandle = { title: 'record:notices.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return { notices: await answer(() => listNotices(ctx)) }
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, ReadNotices, (which) => readNotices(ctx, which))
}

export default function NoticesRoute() {
  useChannel('notices', {}, NOTICES_CHANGED)
  return <NoticesPage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
