import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { saveUrgentCard } from '../commands/save-urgent-card.server.ts'
import { SaveUrgentCard } from '../contract.ts'
import { getOwnCard } from '../queries/urgent-card.server.ts'
import { UrgentCardForm } from '../ui/urgent-card-form.tsx'

export const handle: PageHandle = { title: 'correspondents:card.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return { card: await answer(() => getOwnCard(ctx)) }
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, SaveUrgentCard, (said) => saveUrgentCard(ctx, said))
}

export default function UrgentCardRoute() {
  return <UrgentCardForm {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
