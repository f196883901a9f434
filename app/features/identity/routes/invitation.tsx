import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { submit } from '#app/kernel/route.server.ts'
import { acceptInvitation, acceptInvitationSignedIn } from '../commands/accept-invitation.server.ts'
import { AcceptInvitation } from '../contract.ts'
import { getInvitation } from '../queries/get-invitation.server.ts'
import { connect, doorOf, requireSignIn, withStep } from '../requests.server.ts'
import { findSignIn } from '../resolve-sign-in.server.ts'
import { InvitationPage } from '../ui/invitation-page.tsx'

export const handle: PageHandle = { title: 'identity:invitation.title' }

export async function loader(args: LoaderFunctionArgs) {
  const door = doorOf(args)
  const [found, who] = await Promise.all([
    getInvitation(door, args.params.token!),
    findSignIn(door, door.cookie, { isAct: false }),
  ])
  const { personId, ...invitation } = found ?? { personId: null }
  return {
    invitation: found && (invitation as Omit<typeof found, 'personId'>),
    signedInAs: who && { displayName: who.displayName, isInvited: who.personId === personId },
    hasProSanteConnect: connect() !== null,
    path: `/invitation/${args.params.token}`,
  }
}

export async function action(args: ActionFunctionArgs) {
  const token = args.params.token!
  const isSignedIn = new URL(args.request.url).searchParams.has('signed-in')
  if (isSignedIn) {
    const { door, who } = await requireSignIn(args)
    return submit(args, z.object({}), async () => {
      await acceptInvitationSignedIn(door, who, { token })
      throw redirect('/work-context')
    })
  }
  return submit(args, AcceptInvitation, async ({ password }) => {
    const { stepToken } = await acceptInvitation(doorOf(args), { token, password })
    throw withStep(stepToken, '/login/enrol')
  })
}

export default function InvitationRoute() {
  return <InvitationPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
