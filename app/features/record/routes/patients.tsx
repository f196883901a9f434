import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, formOf, requireCtx } from '#app/kernel/route.server.ts'
import { PatientListQuery, SearchForm } from '../contract.ts'
import { canCreateFiles, canWriteNotes } from '../policy.ts'
import { listMyPatients } from '../queries/list-my-patients.server.ts'
import { searchPatients } from '../queries/search-patients.server.ts'
import { sealSearch, unsealSearch } from '../search-address.server.ts'
import { PatientsPage } from '../ui/patients-page.tsx'

export const handle: PageHandle = { title: 'record:patients.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const params = new URL(args.request.url).searchParams
  const typed = params.has('search') ? unsealSearch(ctx, params.get('search') ?? '') : null
  const mayCreate = canCreateFiles(ctx.actor)
  const isTreating = canWriteNotes(ctx.actor)
  return answer(async () =>
    typed
      ? { mayCreate, isTreating, typed, found: await searchPatients(ctx, typed), list: null }
      : {
          mayCreate,
          isTreating,
          typed: null,
          found: null,
          list: await listMyPatients(ctx, PatientListQuery.parse(Object.fromEntries(params))),
        },
  )
}

/** A search is sent, not asked for in the address: names do not belong into histories. */
export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const { q } = SearchForm.parse(await formOf(args.request))
  return redirect(q ? `/patients?search=${sealSearch(ctx, q)}` : '/patients')
}

export default function PatientsRoute() {
  return <PatientsPage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
