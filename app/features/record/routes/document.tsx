import type { LoaderFunctionArgs } from '@remix-run/node'
import { Outlet, useLoaderData, useRouteLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { getEntry } from '../queries/get-entry.server.ts'
import { DocumentPage } from '../ui/document-page.tsx'
import type { loader as textLoader } from './document-text.tsx'

export const handle: PageHandle = { title: 'record:document.title' }

/** What it is and whether it still holds: asked again whenever the record moves, unlike what stands in it. */
export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const { patientId = '', entryId = '' } = args.params
  return { entry: await answer(() => getEntry(ctx, patientId, entryId)) }
}

export default function DocumentRoute() {
  const text = useRouteLoaderData<typeof textLoader>('features/record/routes/document-text')
  return (
    <DocumentPage {...useLoaderData<typeof loader>()} view={text?.view ?? null}>
      <Outlet />
    </DocumentPage>
  )
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
