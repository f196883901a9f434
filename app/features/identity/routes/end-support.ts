import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { endSupport } from '../commands/begin-support.server.ts'
import { doorOf } from '../requests.server.ts'
import { findSignIn } from '../resolve-sign-in.server.ts'

/** The support leaves, or who is helped has had enough: the same button. */
export async function action(args: ActionFunctionArgs) {
  const door = doorOf(args)
  const who = await findSignIn(door, door.cookie, { isAct: false })
  if (who) await endSupport(door, who)
  throw redirect(who?.acting ? '/support' : '/')
}
