import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, formOf, requireCtx } from '#app/kernel/route.server.ts'
import { RecordSearchQuery, SearchForm } from '../contract.ts'
import { searchRecord } from '../queries/search-record.server.ts'
import { sealSearch, unsealSearch } from '../search-address.server.ts'
import { RecordSearchPage } from '../ui/record-search-page.tsx'

export const handle: PageHandle = { title: 'record:find.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const params = new URL(args.request.url).searchParams
  const typed = unsealSearch(ctx, params.get('search') ?? '') ?? ''
  const query = RecordSearchQuery.parse(Object.fromEntries(params))
  const found = typed ? await answer(() => searchRecord(ctx, args.params.patientId!, typed, query)) : null
  return { typed, found, query }
}

/** What is looked for in a record says something of its patient: it is sent, and stands sealed in the address. */
export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const { q } = SearchForm.parse(await formOf(args.request))
  const page = `/patients/${args.params.patientId}/search`
  return redirect(q ? `${page}?search=${sealSearch(ctx, q)}` : page)
}

export default function RecordSearchRoute() {
  return <RecordSearchPage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
