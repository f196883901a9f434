import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { changeMembership } from '../commands/change-membership.server.ts'
import { endMembership } from '../commands/end-membership.server.ts'
import { resetSecondFactor } from '../commands/reset-second-factor.server.ts'
import { MemberForm } from '../contract.ts'
import { getAccountState } from '../queries/list-open-invitations.server.ts'
import { getMember } from '../queries/list-people.server.ts'
import { doorOf } from '../requests.server.ts'
import { idOrNotFound } from '../route-ids.ts'
import { DONE, MemberPage } from '../ui/member-page.tsx'

export const handle: PageHandle = { title: 'identity:member.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const done = new URL(args.request.url).searchParams.get('done')
  return answer(async () => {
    const member = await getMember(ctx, idOrNotFound(args.params.membershipId))
    const account = await getAccountState(doorOf(args), member.personId)
    return { member, account, done: DONE.find((d) => d === done) ?? null }
  })
}

export async function action(args: ActionFunctionArgs) {
  const [ctx, door] = [requireCtx(args), doorOf(args)]
  return submit(args, MemberForm, async (input) => {
    const membershipId = idOrNotFound(args.params.membershipId)
    let done: (typeof DONE)[number] = 'change'
    if (input.intent === 'change') await changeMembership(door, ctx, { ...input, membershipId })
    else if (input.intent === 'end') {
      await endMembership(door, ctx.actor, { regionId: ctx.regionId, membershipId })
      done = 'end'
    } else done = (await resetSecondFactor(door, ctx, { membershipId })).isDone ? 'reset' : 'resetAsked'
    throw redirect(`/people/${membershipId}?done=${done}`)
  })
}

export default function MemberRoute() {
  return <MemberPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
