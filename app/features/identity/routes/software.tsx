import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { audienceOf } from '../commands/accept-call.server.ts'
import { registerSoftware, revokeSoftware, testTicket } from '../commands/change-software.server.ts'
import { ListPeople, SoftwareForm } from '../contract.ts'
import { getHouse } from '../queries/list-people.server.ts'
import { listSoftware } from '../queries/list-software.server.ts'
import { doorOf } from '../requests.server.ts'
import { DONE, SoftwarePage } from '../ui/software-page.tsx'

export const handle: PageHandle = { title: 'identity:software.title' }

const askedOf = (args: LoaderFunctionArgs | ActionFunctionArgs) =>
  Object.fromEntries(new URL(args.request.url).searchParams)

export async function loader(args: LoaderFunctionArgs) {
  const [ctx, door, asked] = [requireCtx(args), doorOf(args), askedOf(args)]
  return answer(async () => {
    const house = await getHouse(ctx, ListPeople.parse(asked).establishment)
    const software = await listSoftware(door, ctx, house.id)
    return { house, software, audience: audienceOf(door), done: DONE.find((d) => d === asked.done) ?? null }
  })
}

export async function action(args: ActionFunctionArgs) {
  const [ctx, door] = [requireCtx(args), doorOf(args)]
  return submit(args, SoftwareForm, async (input) => {
    const { id: establishmentId } = await getHouse(ctx, ListPeople.parse(askedOf(args)).establishment)
    if (input.intent === 'test') return testTicket(door, ctx, { establishmentId, ticket: input.ticket })
    if (input.intent === 'register') await registerSoftware(door, ctx, { establishmentId, ...input })
    else await revokeSoftware(door, ctx, input)
    throw redirect(`/people/software?establishment=${establishmentId}&done=${input.intent}`)
  })
}

export default function SoftwareRoute() {
  return <SoftwarePage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
