import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireCtx } from '#app/kernel/route.server.ts'
import { countWaiting } from '../queries/list-glass.server.ts'

/** The number on the officer's bell. */
export async function loader(args: LoaderFunctionArgs) {
  const waiting = await countWaiting(requireCtx(args))
  return { unread: waiting ? waiting.glass + waiting.unusual : 0 }
}
