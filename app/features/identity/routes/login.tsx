import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { safeNext, submit } from '#app/kernel/route.server.ts'
import { checkPassword } from '../commands/check-password.server.ts'
import { SignIn } from '../contract.ts'
import { listDemonstrationAccounts } from '../queries/list-demonstration-accounts.server.ts'
import { connect, doorOf, withStep } from '../requests.server.ts'
import { LoginPage, NOTICES } from '../ui/login-page.tsx'

export const handle: PageHandle = { title: 'identity:login.title' }

export async function loader(args: LoaderFunctionArgs) {
  const asked = new URL(args.request.url).searchParams
  const next = asked.get('next')
  if (args.context.session) throw redirect(safeNext(next))
  return {
    accounts: await listDemonstrationAccounts(doorOf(args)),
    next: next && safeNext(next),
    hasProSanteConnect: connect() !== null,
    reason: reasonOf(asked.get('reason')),
    notice: NOTICES.find((notice) => notice === asked.get('notice')) ?? null,
  }
}

/** Why the way over Pro Santé Connect ended here; only words of ours, whatever stands in the address. */
const reasonOf = (asked: string | null) =>
  asked && /^psc[A-Z][A-Za-z]{2,30}$/.test(asked) ? `identity.${asked}` : null

export async function action(args: ActionFunctionArgs) {
  const door = doorOf(args)
  return submit(args, SignIn, async (input) => {
    const { stepToken, needsEnrolment } = await checkPassword(door, input)
    throw withStep(stepToken, needsEnrolment ? '/login/enrol' : '/login/code')
  })
}

export default function LoginRoute() {
  return <LoginPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
