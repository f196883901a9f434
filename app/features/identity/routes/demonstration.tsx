import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { answer, formOf } from '#app/kernel/route.server.ts'
import { openDemonstration } from '../commands/open-demonstration.server.ts'
import { DemonstrationSignIn } from '../contract.ts'
import { doorOf, enter } from '../requests.server.ts'

export const loader = () => redirect('/login')

export async function action(args: ActionFunctionArgs) {
  const form = await formOf(args.request)
  return answer(async () => {
    const input = DemonstrationSignIn.safeParse(form)
    return enter(await openDemonstration(doorOf(args), input.data ?? { personId: crypto.randomUUID() }))
  })
}
