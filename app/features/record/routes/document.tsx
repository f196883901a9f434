import type { LoaderFunctionArgs } from '@remix-run/node'
import { type ShouldRevalidateFunction, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { getEntry } from '../queries/get-entry.server.ts'
import { viewDocument } from '../queries/open-document.server.ts'
import { DocumentPage } from '../ui/document-page.tsx'

export const handle: PageHandle = { title: 'record:document.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const { patientId = '', entryId = '' } = args.params
  return answer(async () => {
    const entry = await getEntry(ctx, patientId, entryId)
    const mediaType = entry.document?.mediaType
    return { entry, view: mediaType ? await viewDocument(ctx, { patientId, entryId, mediaType }) : null }
  })
}

/** A document is read once, and once is what the trail says: a page that moves by itself does not read again. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ currentParams, nextParams }) =>
  currentParams.entryId !== nextParams.entryId || currentParams.patientId !== nextParams.patientId

export default function DocumentRoute() {
  return <DocumentPage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
