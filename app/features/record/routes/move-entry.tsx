import type { ActionFunctionArgs } from '@remix-run/node'
import { requireCtx, submit } from '#app/kernel/route.server.ts'
import { SearchForm } from '../contract.ts'
import { findOwnFiles } from '../queries/find-own-files.server.ts'

/** Whose the document may be: own files that answer. Sent, so that no name stands in an address. */
export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, SearchForm, async ({ q }) => ({ files: await findOwnFiles(ctx, q) }))
}
