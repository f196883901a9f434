import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { useActionData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { submit } from '#app/kernel/route.server.ts'
import { activateWithCode } from '../commands/activate-with-code.server.ts'
import { Activation } from '../contract.ts'
import { doorOf, withStep } from '../requests.server.ts'
import { ActivationPage } from '../ui/activation-page.tsx'

export const handle: PageHandle = { title: 'identity:activation.title' }

export async function action(args: ActionFunctionArgs) {
  const door = doorOf(args)
  return submit(args, Activation, async (input) => {
    const { stepToken } = await activateWithCode(door, input)
    throw stepToken ? withStep(stepToken, '/login/enrol') : redirect('/login?notice=joined')
  })
}

export default function ActivationRoute() {
  return <ActivationPage outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
