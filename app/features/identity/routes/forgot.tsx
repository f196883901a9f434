import type { ActionFunctionArgs } from '@remix-run/node'
import { useActionData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { submit } from '#app/kernel/route.server.ts'
import { requestPasswordReset } from '../commands/request-password-reset.server.ts'
import { PasswordResetRequest } from '../contract.ts'
import { doorOf } from '../requests.server.ts'
import { ForgotPage } from '../ui/forgot-page.tsx'

export const handle: PageHandle = { title: 'identity:forgot.title' }

export async function action(args: ActionFunctionArgs) {
  const door = doorOf(args)
  return submit(args, PasswordResetRequest, (input) => requestPasswordReset(door, input))
}

export default function ForgotRoute() {
  return <ForgotPage outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
