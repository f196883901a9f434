import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { confirmSignIn, requireSignIn } from '#app/features/identity/index.server.ts'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { breakGlass } from '../commands/break-glass.server.ts'
import { BreakGlass } from '../contract.ts'
import { listHouses } from '../queries/list-houses.server.ts'
import { BreakGlassPage } from '../ui/break-glass-page.tsx'

export const handle: PageHandle = { title: 'oversight:glass.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const { who } = await requireSignIn(args)
  return { houses: await answer(() => listHouses(ctx)), method: who.method }
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const { door, who } = await requireSignIn(args)
  return submit(args, BreakGlass, async (asked) => {
    await confirmSignIn(door, who, asked.secret ?? '')
    const { patientId } = await breakGlass(ctx, asked)
    throw redirect(`/patients/${patientId}`)
  })
}

export default function BreakGlassRoute() {
  return <BreakGlassPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
