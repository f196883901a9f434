import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { submit } from '#app/kernel/route.server.ts'
import { addPasskey, removePasskey } from '../commands/add-passkey.server.ts'
import { allowSupport } from '../commands/allow-support.server.ts'
import { changePassword } from '../commands/change-password.server.ts'
import { revokeOtherSignIns, revokeSignIn } from '../commands/end-sign-ins.server.ts'
import { renewRecoveryCodes } from '../commands/renew-recovery-codes.server.ts'
import { AccountForm } from '../contract.ts'
import { canBeHelped } from '../policy.ts'
import { getProfile } from '../queries/get-profile.server.ts'
import { listSignIns } from '../queries/list-sign-ins.server.ts'
import { listHelpReceived } from '../queries/list-support.server.ts'
import { requireSignIn } from '../requests.server.ts'
import { AccountPage, DONE } from '../ui/account-page.tsx'

export const handle: PageHandle = { title: 'identity:account.title' }

export async function loader(args: LoaderFunctionArgs) {
  const { door, who } = await requireSignIn(args)
  const done = new URL(args.request.url).searchParams.get('done')
  return {
    profile: await getProfile(door, who),
    signIns: await listSignIns(door, who),
    help: {
      received: await listHelpReceived(door, who),
      mayAsk: who.workplace !== null && canBeHelped(who.workplace),
    },
    done: DONE.find((d) => d === done) ?? null,
  }
}

export async function action(args: ActionFunctionArgs) {
  const { door, who } = await requireSignIn(args)
  return submit(args, AccountForm, async (input) => {
    if (input.intent === 'allowSupport') return allowSupport(door, who)
    if (input.intent === 'renewRecoveryCodes') return renewRecoveryCodes(door, who, input)
    if (input.intent === 'addPasskey')
      await addPasskey(door, who, { ...input, response: input.response as never })
    else if (input.intent === 'removePasskey') await removePasskey(door, who, input)
    else if (input.intent === 'revoke') await revokeSignIn(door, who, input)
    else if (input.intent === 'revokeOthers') await revokeOtherSignIns(door, who)
    else await changePassword(door, who, input)
    throw redirect(`/account?done=${AFTER[input.intent]}`)
  })
}

const AFTER = {
  revoke: 'revoked',
  revokeOthers: 'revokedOthers',
  changePassword: 'passwordChanged',
  addPasskey: 'passkeyAdded',
  removePasskey: 'passkeyRemoved',
} as const

export default function AccountRoute() {
  return <AccountPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
