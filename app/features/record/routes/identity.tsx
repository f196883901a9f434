import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { updateIdentity } from '../commands/update-identity.server.ts'
import { IdentityForm } from '../contract.ts'
import { getOwnIdentity } from '../queries/get-own-identity.server.ts'
import { IdentityPage } from '../ui/identity-page.tsx'

export const handle: PageHandle = { title: 'record:identityForm.pageTitle' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return answer(() => getOwnIdentity(ctx, args.params.patientId ?? ''))
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const { localId } = await answer(() => getOwnIdentity(ctx, args.params.patientId ?? ''))
  return submit(args, IdentityForm, async (said) => (await updateIdentity(ctx, { ...said, localId })).answer)
}

export default function IdentityRoute() {
  return <IdentityPage identity={useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
