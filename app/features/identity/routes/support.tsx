import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { DomainError } from '#app/kernel/errors.ts'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { beginSupport } from '../commands/begin-support.server.ts'
import { SupportForm } from '../contract.ts'
import { canSupport } from '../policy.ts'
import { listHelpGiven } from '../queries/list-support.server.ts'
import { requireSignIn } from '../requests.server.ts'
import { SupportPage } from '../ui/support-page.tsx'

export const handle: PageHandle = { title: 'identity:support.title' }

export async function loader(args: LoaderFunctionArgs) {
  const { actor } = requireCtx(args)
  const { door, who } = await requireSignIn(args)
  return answer(async () => {
    if (!canSupport(actor)) throw new DomainError('forbidden', 'identity.supportNotYours')
    return { given: await listHelpGiven(door, who) }
  })
}

export async function action(args: ActionFunctionArgs) {
  const { door, who } = await requireSignIn(args)
  return submit(args, SupportForm, async (input) => {
    await beginSupport(door, who, input)
    throw redirect('/')
  })
}

export default function SupportRoute() {
  return <SupportPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
