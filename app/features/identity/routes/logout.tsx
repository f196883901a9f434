import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { signOut } from '../commands/end-sign-ins.server.ts'
import { doorOf, leave } from '../requests.server.ts'
import { findSignIn } from '../resolve-sign-in.server.ts'

export const loader = () => redirect('/')

/** Also for who was signed out meanwhile: pressing it never fails. */
export async function action(args: ActionFunctionArgs) {
  const door = doorOf(args)
  const who = await findSignIn(door, door.cookie, { isAct: false })
  if (who) await signOut(door, who)
  throw leave('/login?notice=signedOut')
}
