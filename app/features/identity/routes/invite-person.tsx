import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { ROLES } from '#app/kernel/actor.ts'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { invitePerson } from '../commands/invite-person.server.ts'
import { InvitePerson, ListPeople } from '../contract.ts'
import { canGiveRole } from '../policy.ts'
import { getHouse } from '../queries/list-people.server.ts'
import { doorOf } from '../requests.server.ts'
import { InvitePersonPage } from '../ui/invite-person-page.tsx'

export const handle: PageHandle = { title: 'identity:invite.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const asked = Object.fromEntries(new URL(args.request.url).searchParams)
  return answer(async () => ({
    house: await getHouse(ctx, ListPeople.parse(asked).establishment),
    roles: ROLES.filter((role) => canGiveRole(ctx.actor, role)),
    role: ROLES.find((role) => role === asked.role) ?? null,
  }))
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, InvitePerson, async (input) => {
    await invitePerson(doorOf(args), ctx, input)
    throw redirect(`/people?establishment=${input.establishmentId}&done=invited`)
  })
}

export default function InvitePersonRoute() {
  return <InvitePersonPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
