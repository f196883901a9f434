import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { safeNext, submit } from '#app/kernel/route.server.ts'
import { switchWorkContext } from '../commands/switch-work-context.server.ts'
import { WorkContextSwitch } from '../contract.ts'
import { requireSignIn } from '../requests.server.ts'
import { WorkContextPage } from '../ui/work-context-page.tsx'

export const handle: PageHandle = { title: 'identity:workContext.title' }

export async function loader(args: LoaderFunctionArgs) {
  const { who } = await requireSignIn(args)
  return {
    workContexts: who.workplaces,
    currentId: who.workplace?.membershipId ?? null,
    next: safeNext(new URL(args.request.url).searchParams.get('next')),
  }
}

export async function action(args: ActionFunctionArgs) {
  const { door, who } = await requireSignIn(args)
  return submit(args, WorkContextSwitch, async (input) => {
    await switchWorkContext(door, who, input)
    throw redirect(safeNext(input.next))
  })
}

export default function WorkContextRoute() {
  return <WorkContextPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
