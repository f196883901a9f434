import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { isDomainError } from '#app/kernel/errors.ts'
import { log } from '#app/kernel/log.server.ts'
import { Handshake } from '../pro-sante-connect.ts'
import { connect, settings } from '../requests.server.ts'
import { clearSealed, readSealed, writeSealed } from '../sealed-cookies.server.ts'

/** Back from Pro Santé Connect: whom it says is kept sealed until the person has said where they work. */
export async function loader({ request }: LoaderFunctionArgs) {
  const psc = connect()
  if (!psc) throw redirect('/login')
  const headers = new Headers([['set-cookie', clearSealed('handshake', settings())]])
  try {
    const handshake = readSealed(
      request.headers.get('cookie'),
      'handshake',
      Handshake,
      settings(),
      new Date(),
    )
    const identity = await psc.finish(new URL(request.url), handshake)
    const kept = { identity, next: handshake!.next }
    headers.append('set-cookie', writeSealed('situations', kept, settings(), new Date()))
    return redirect('/login/pro-sante-connect/situations', { headers })
  } catch (error) {
    if (!isDomainError(error)) throw error
    // What the provider answered may name a person: only our own word for it, and the kind of the cause.
    log.warn({ reason: error.reason, cause: (error.cause as Error | undefined)?.name }, 'pro sante connect')
    return redirect(`/login?reason=${error.reason.replace(/^identity\./, '')}`, { headers })
  }
}
