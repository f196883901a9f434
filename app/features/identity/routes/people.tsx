import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { decideOnPeople } from '../commands/decide-on-people.server.ts'
import { ListPeople, PeopleForm } from '../contract.ts'
import { listOpenInvitations, listResetRequests } from '../queries/list-open-invitations.server.ts'
import { getHouse, listPeople } from '../queries/list-people.server.ts'
import { doorOf } from '../requests.server.ts'
import { DONE, PeoplePage } from '../ui/people-page.tsx'

export const handle: PageHandle = { title: 'identity:people.title' }

export async function loader(args: LoaderFunctionArgs) {
  const [ctx, door] = [requireCtx(args), doorOf(args)]
  const asked = Object.fromEntries(new URL(args.request.url).searchParams)
  const search = ListPeople.parse(asked)
  return answer(async () => {
    const house = await getHouse(ctx, search.establishment)
    const [page, invitations, resets] = await Promise.all([
      listPeople(ctx, house.id, search),
      listOpenInvitations(door, ctx, house.id),
      listResetRequests(door, ctx, house.id),
    ])
    const done = DONE.find((d) => d === asked.done) ?? null
    return { house, page, invitations, resets, search: search.q ?? '', done }
  })
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const url = new URL(args.request.url)
  return submit(args, PeopleForm, async (input) => {
    await decideOnPeople(doorOf(args), ctx, input)
    url.searchParams.set('done', input.intent)
    throw redirect(`/people${url.search}`)
  })
}

export default function PeopleRoute() {
  return <PeoplePage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
