import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { doorOf } from '../requests.server.ts'
import { findSignIn } from '../resolve-sign-in.server.ts'

/** When the session ends; asking is no act. */
export const loader = (args: LoaderFunctionArgs) => tellEnd(args)

/** The person moves keys or pointer: `loadContext` has extended the session, as for every POST. */
export const action = (args: ActionFunctionArgs) => tellEnd(args)

async function tellEnd(args: LoaderFunctionArgs) {
  const door = doorOf(args)
  const who = await findSignIn(door, door.cookie, { isAct: false })
  return Response.json({ expiresAt: who?.expiresAt.toISOString() ?? null }, { status: who ? 200 : 401 })
}
