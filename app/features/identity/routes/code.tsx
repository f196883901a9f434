import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { submit } from '#app/kernel/route.server.ts'
import { checkSecondFactor } from '../commands/check-second-factor.server.ts'
import { SecondFactorCode } from '../contract.ts'
import { getPendingStep } from '../queries/get-pending-step.server.ts'
import { doorOf, enter, stepTokenOf } from '../requests.server.ts'
import { CodePage } from '../ui/code-page.tsx'

export const handle: PageHandle = { title: 'identity:code.title' }

export async function loader(args: LoaderFunctionArgs) {
  const door = doorOf(args)
  const step = await getPendingStep(door, stepTokenOf(door))
  if (step === 'enrol') throw redirect('/login/enrol')
  // After the last wrong code the page stays, to say so; its link leads back to the password.
  if (!step && args.request.method === 'GET' && !stepTokenOf(door)) throw redirect('/login')
  return null
}

export async function action(args: ActionFunctionArgs) {
  const door = doorOf(args)
  return submit(args, SecondFactorCode, async ({ code }) => {
    throw enter(await checkSecondFactor(door, { stepToken: stepTokenOf(door), code }))
  })
}

export default function CodeRoute() {
  return <CodePage outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
