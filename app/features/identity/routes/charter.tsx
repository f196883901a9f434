import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { safeNext, submit } from '#app/kernel/route.server.ts'
import { acceptCharter } from '../commands/accept-charter.server.ts'
import { CharterAcceptance } from '../contract.ts'
import { getCharterToAccept } from '../queries/get-charter.server.ts'
import { requireSignIn } from '../requests.server.ts'
import { CharterPage } from '../ui/charter-page.tsx'

export const handle: PageHandle = { title: 'identity:charter.title' }

export async function loader(args: LoaderFunctionArgs) {
  const { door, who } = await requireSignIn(args)
  const next = safeNext(new URL(args.request.url).searchParams.get('next'))
  const charter = await getCharterToAccept(door, who)
  if (!charter) throw redirect(next)
  return { charter, next }
}

export async function action(args: ActionFunctionArgs) {
  const { door, who } = await requireSignIn(args)
  return submit(args, CharterAcceptance, async ({ charterId, next }) => {
    await acceptCharter(door, who, { charterId })
    throw redirect(safeNext(next))
  })
}

export default function CharterRoute() {
  return <CharterPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
