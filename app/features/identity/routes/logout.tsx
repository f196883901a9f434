import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { safeNext } from '#app/kernel/route.server.ts'
import { signOut } from '../commands/end-sign-ins.server.ts'
import { doorOf, leave } from '../requests.server.ts'
import { findSignIn } from '../resolve-sign-in.server.ts'

export const loader = () => redirect('/')

/** Also for who was signed out meanwhile: pressing it never fails. */
export async function action(args: ActionFunctionArgs) {
  const door = doorOf(args)
  const who = await findSignIn(door, door.cookie, { isAct: false })
  if (who) await signOut(door, who)
  // Somebody else is to come in here, where they were going.
  const next = safeNext((await args.request.formData().catch(() => null))?.get('next'), '')
  throw leave(`/login?notice=signedOut${next && `&next=${encodeURIComponent(next)}`}`)
}
