import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { addDocuments } from '../commands/add-documents.server.ts'
import { AddDocuments } from '../contract.ts'
import { getAddingPage } from '../queries/get-adding-page.server.ts'
import { AddDocumentsPage } from '../ui/add-documents-page.tsx'

export const handle: PageHandle = { title: 'record:add.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return answer(() => getAddingPage(ctx, args.params.patientId!))
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, AddDocuments, (said) => addDocuments(ctx, args.params.patientId!, said))
}

export default function AddRoute() {
  return <AddDocumentsPage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
