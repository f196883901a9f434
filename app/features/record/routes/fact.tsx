import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { type ShouldRevalidateFunction, useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { DomainError } from '#app/kernel/errors.ts'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { saveFact } from '../commands/save-fact.server.ts'
import { FACT_FORMS, SaveFact } from '../contract.ts'
import { getFactForm } from '../queries/get-fact-form.server.ts'
import { FactPage } from '../ui/fact-page.tsx'

export const handle: PageHandle = { title: 'record:writing.page' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const kind = z.enum(FACT_FORMS).safeParse(args.params.kind)
  const corrects = new URL(args.request.url).searchParams.get('corrects')
  return answer(() => {
    if (!kind.success) throw new DomainError('not_found', 'record.entryNotFound')
    return getFactForm(ctx, args.params.patientId!, { kind: kind.data, corrects })
  })
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const patientId = args.params.patientId!
  return submit(args, SaveFact, async (said) => {
    const { entryId } = await saveFact(ctx, patientId, said)
    const isCorrection = 'correctsId' in said && said.correctsId
    // What was added stands in the summary; what was corrected says there what it replaces.
    throw redirect(isCorrection ? `/patients/${patientId}/entries/${entryId}` : `/patients/${patientId}`)
  })
}

/** What one types is not begun anew because the record moved. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ currentUrl, nextUrl }) =>
  currentUrl.pathname !== nextUrl.pathname || currentUrl.search !== nextUrl.search

export default function FactRoute() {
  const page = useLoaderData<typeof loader>()
  return (
    <FactPage
      key={`${page.kind}/${page.corrected?.entryId}`}
      page={page}
      outcome={useActionData<typeof action>()}
    />
  )
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
