import type { ActionFunctionArgs } from '@remix-run/node'
import { answer, formOf, requireCtx } from '#app/kernel/route.server.ts'
import { SearchForm } from '../contract.ts'
import { suggestPatients } from '../queries/suggest-patients.server.ts'

/** For the field in the header, while one types. Sent, so that no name stands in an address. */
export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const { q } = SearchForm.parse(await formOf(args.request))
  return Response.json({ patients: await answer(() => suggestPatients(ctx, q)) })
}
