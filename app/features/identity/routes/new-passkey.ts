import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { submit } from '#app/kernel/route.server.ts'
import { beginPasskey } from '../commands/add-passkey.server.ts'
import { BeginPasskey } from '../contract.ts'
import { requireSignIn } from '../requests.server.ts'

export const loader = () => redirect('/account')

/** What the browser needs to make a key: asked when the button is pressed, for it lives a few minutes. */
export async function action(args: ActionFunctionArgs) {
  const { door, who } = await requireSignIn(args)
  return submit(args, BeginPasskey, ({ secret }) => beginPasskey(door, who, secret))
}
