import type { LoaderFunctionArgs } from '@remix-run/node'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { countUnread } from '../queries/list-notices.server.ts'

/** The number on the bell. */
export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return Response.json({ unread: await answer(() => countUnread(ctx)) })
}
