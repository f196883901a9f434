import type { LoaderFunctionArgs } from '@remix-run/node'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { SearchForm } from '../contract.ts'
import { findProfessionals } from '../queries/find-professionals.server.ts'

/** While one types whom a patient designates. Names of professionals may stand in an address; no patient's does. */
export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const { q } = SearchForm.parse({ q: new URL(args.request.url).searchParams.get('q') })
  return Response.json({ asked: q, professionals: await answer(() => findProfessionals(ctx, q)) })
}
