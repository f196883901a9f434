import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { declareConnection } from '../commands/declare-connection.server.ts'
import { DeclareConnection } from '../contract.ts'
import { getNewConnection } from '../queries/get-new-connection.server.ts'
import { NewConnectionPage } from '../ui/new-connection-page.tsx'

export const handle: PageHandle = { title: 'exchange:newConnection' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return answer(() => getNewConnection(ctx))
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, DeclareConnection, (said) => declareConnection(ctx, said))
}

/** What was sent keeps its form's id: the page behind it is not asked again. */
export const shouldRevalidate = () => false

export default function NewConnectionRoute() {
  return <NewConnectionPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
