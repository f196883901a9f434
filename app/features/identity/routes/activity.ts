import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from '@remix-run/node'
import { doorOf } from '../requests.server.ts'
import { findSignIn } from '../resolve-sign-in.server.ts'

/** When the session ends; asking is no act. */
export async function loader(args: LoaderFunctionArgs) {
  return answerEnd(args)
}

/** The person moves keys or pointer: `loadContext` has extended the session, as for every POST. */
export async function action(args: ActionFunctionArgs) {
  return answerEnd(args)
}

async function answerEnd(args: LoaderFunctionArgs) {
  const door = doorOf(args)
  const who = await findSignIn(door, door.cookie, { isAct: false })
  return data({ expiresAt: who?.expiresAt.toISOString() ?? null }, who ? 200 : 401)
}
