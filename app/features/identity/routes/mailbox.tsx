import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer } from '#app/kernel/route.server.ts'
import { listMails } from '../queries/list-mails.server.ts'
import { doorOf } from '../requests.server.ts'
import { MailboxPage } from '../ui/mailbox-page.tsx'

export const handle: PageHandle = { title: 'identity:mailbox.title' }

export async function loader(args: LoaderFunctionArgs) {
  return answer(async () => ({ mails: await listMails(doorOf(args)) }))
}

export default function MailboxRoute() {
  return <MailboxPage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
