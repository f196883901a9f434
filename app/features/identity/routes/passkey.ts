import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { submit } from '#app/kernel/route.server.ts'
import { beginEnterWithPasskey, enterWithPasskey } from '../commands/enter-with-passkey.server.ts'
import { PasskeySignIn } from '../contract.ts'
import { doorOf, enter } from '../requests.server.ts'

export const loader = () => redirect('/login')

/** Without an answer: what the key is to sign. With one: the way in. */
export async function action(args: ActionFunctionArgs) {
  const door = doorOf(args)
  if (new URL(args.request.url).searchParams.has('begin'))
    return submit(args, z.object({}), () => beginEnterWithPasskey(door))
  return submit(args, PasskeySignIn, async ({ response, next }) => {
    throw enter(await enterWithPasskey(door, { response: response as never, next }))
  })
}
