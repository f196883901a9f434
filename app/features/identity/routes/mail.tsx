import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer } from '#app/kernel/route.server.ts'
import { getMail } from '../queries/list-mails.server.ts'
import { doorOf } from '../requests.server.ts'
import { MailPage } from '../ui/mailbox-page.tsx'

export const handle: PageHandle = { title: 'identity:mailbox.title' }

export async function loader(args: LoaderFunctionArgs) {
  return answer(async () => ({ mail: await getMail(doorOf(args), args.params.mailId!) }))
}

export default function MailRoute() {
  return <MailPage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
