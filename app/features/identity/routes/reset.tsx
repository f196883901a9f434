import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { submit } from '#app/kernel/route.server.ts'
import { resetPassword } from '../commands/reset-password.server.ts'
import { NewPassword } from '../contract.ts'
import { isResetOpen } from '../queries/get-pending-step.server.ts'
import { doorOf, withDevice } from '../requests.server.ts'
import { ResetPage } from '../ui/reset-page.tsx'

export const handle: PageHandle = { title: 'identity:reset.title' }

export async function loader(args: LoaderFunctionArgs) {
  return { isOpen: await isResetOpen(doorOf(args), args.params.token!) }
}

export async function action(args: ActionFunctionArgs) {
  const door = doorOf(args)
  return submit(args, NewPassword, async ({ password }) => {
    const { deviceToken } = await resetPassword(door, { token: args.params.token!, password })
    throw withDevice(deviceToken, '/login?notice=passwordReset')
  })
}

export default function ResetRoute() {
  return <ResetPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
