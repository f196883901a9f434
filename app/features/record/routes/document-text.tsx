import type { LoaderFunctionArgs } from '@remix-run/node'
import { type ShouldRevalidateFunction, useLoaderData, useParams } from '@remix-run/react'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { getEntryFacts } from '../queries/get-entry-facts.server.ts'
import { viewDocument } from '../queries/open-document.server.ts'
import { unsealSearch } from '../search-address.server.ts'
import { DocumentContent } from '../ui/document-content.tsx'
import { FactsView } from '../ui/facts-view.tsx'

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const { patientId = '', entryId = '' } = args.params
  const search = new URL(args.request.url).searchParams.get('search')
  const typed = search && unsealSearch(ctx, search)
  return answer(async () => {
    const [view, facts] = await Promise.all([
      viewDocument(ctx, { patientId, entryId, typed }),
      getEntryFacts(ctx, { patientId, entryId }),
    ])
    return { view, facts }
  })
}

/** A document is read once, and once is what the trail says: a page that moves by itself does not read again. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ currentParams, nextParams, formAction }) =>
  currentParams.entryId !== nextParams.entryId ||
  currentParams.patientId !== nextParams.patientId ||
  Boolean(formAction?.endsWith('/error'))

export default function DocumentTextRoute() {
  const { patientId = '', entryId = '' } = useParams()
  const { view, facts } = useLoaderData<typeof loader>()
  return (
    <>
      {facts && <FactsView facts={facts} />}
      {(view || !facts) && <DocumentContent patientId={patientId} entryId={entryId} view={view} />}
    </>
  )
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
