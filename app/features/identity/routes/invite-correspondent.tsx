import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { DomainError } from '#app/kernel/errors.ts'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { inviteCorrespondent } from '../commands/invite-correspondent.server.ts'
import { InviteCorrespondent } from '../contract.ts'
import { canInviteCorrespondent } from '../policy.ts'
import { doorOf, settings } from '../requests.server.ts'
import { InviteCorrespondentPage } from '../ui/invite-correspondent-page.tsx'

export const handle: PageHandle = { title: 'identity:correspondent.title' }

export async function loader(args: LoaderFunctionArgs) {
  const { actor } = requireCtx(args)
  const asked = new URL(args.request.url).searchParams
  const text = (name: string) => asked.get(name)?.slice(0, 80) ?? ''
  return answer(async () => {
    if (!canInviteCorrespondent(actor)) throw new DomainError('forbidden', 'identity.correspondentNotAllowed')
    return {
      known: { rpps: text('rpps'), givenName: text('givenName'), familyName: text('familyName') },
      address: `${settings().publicUrl}/activation`,
    }
  })
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, InviteCorrespondent, (input) => inviteCorrespondent(doorOf(args), ctx, input))
}

export default function InviteCorrespondentRoute() {
  return (
    <InviteCorrespondentPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
  )
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
