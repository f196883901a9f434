import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer } from '#app/kernel/route.server.ts'
import { readStopLink, stopByLink } from '../commands/stop-by-link.server.ts'
import { UnsubscribePage } from '../ui/unsubscribe-page.tsx'

export const handle: PageHandle = { title: 'messaging:stop.title' }

/** Looking stops nothing: programs that look at links for viruses follow them. */
export async function loader({ params }: LoaderFunctionArgs) {
  return answer(async () => ({ kind: readStopLink(params.token ?? '').kind }))
}

/** By the page's button, or by the mail program's own (RFC 8058): without signing in. */
export async function action({ params, context }: ActionFunctionArgs) {
  return answer(async () => {
    await stopByLink(params.token ?? '', context.requestId)
    return { isStopped: true }
  })
}

export default function UnsubscribeRoute() {
  const isStopped = useActionData<typeof action>()?.isStopped ?? false
  return <UnsubscribePage {...useLoaderData<typeof loader>()} isStopped={isStopped} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
