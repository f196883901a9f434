import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { doorOf } from '../requests.server.ts'
import { findSignIn } from '../resolve-sign-in.server.ts'

/** How long the session has left; asking is no act. */
export const loader = (args: LoaderFunctionArgs) => tellEnd(args)

/** The person moves keys or pointer: `loadContext` has extended the session, as for every POST. */
export const action = (args: ActionFunctionArgs) => tellEnd(args)

async function tellEnd(args: LoaderFunctionArgs) {
  const door = doorOf(args)
  const who = await findSignIn(door, door.cookie, { isAct: false })
  // Time left and not the time itself: clocks of computers are wrong.
  const leftMs = who ? who.idleEndsAt.getTime() - door.now().getTime() : 0
  return Response.json({ leftMs }, { status: who ? 200 : 401 })
}
