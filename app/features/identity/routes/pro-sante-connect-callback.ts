import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { isDomainError } from '#app/kernel/errors.ts'
import { finishProSanteConnect } from '../commands/finish-pro-sante-connect.server.ts'
import { Handshake } from '../pro-sante-connect.ts'
import { backToLogin, connect, doorOf, settings } from '../requests.server.ts'
import { clearSealed, readSealed, writeSealed } from '../sealed-cookies.server.ts'

/** Back from Pro Santé Connect: whom it says is kept sealed until the person has said where they work. */
export async function loader(args: LoaderFunctionArgs) {
  const psc = connect()
  if (!psc) throw redirect('/login')
  const headers = new Headers([['set-cookie', clearSealed('handshake', settings())]])
  const door = doorOf(args)
  try {
    const handshake = readSealed(door.cookie, 'handshake', Handshake, settings(), door.now())
    const identity = await finishProSanteConnect(door, psc, new URL(args.request.url), handshake)
    const kept = { identity, next: handshake!.next }
    headers.append('set-cookie', writeSealed('situations', kept, settings(), door.now()))
    return redirect('/login/pro-sante-connect/situations', { headers })
  } catch (error) {
    if (!isDomainError(error)) throw error
    return backToLogin(error, headers)
  }
}
