import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { followNotice } from '../commands/follow-notice.server.ts'

/** From a mail to the patient it is about, after signing in. */
export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  throw redirect(await answer(() => followNotice(ctx, args.params.noticeId ?? '')))
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
