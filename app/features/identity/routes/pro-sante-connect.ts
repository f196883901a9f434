import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { isDomainError } from '#app/kernel/errors.ts'
import { safeNext } from '#app/kernel/route.server.ts'
import { backToLogin, connect, settings, withCookie } from '../requests.server.ts'
import { writeSealed } from '../sealed-cookies.server.ts'

/** To Pro Santé Connect, with what must come back kept sealed in this browser. */
export async function loader({ request }: LoaderFunctionArgs) {
  const psc = connect()
  if (!psc) throw redirect('/login')
  try {
    const { url, handshake } = await psc.begin(safeNext(new URL(request.url).searchParams.get('next')))
    return withCookie(writeSealed('handshake', handshake, settings(), new Date()), url)
  } catch (error) {
    if (!isDomainError(error)) throw error
    throw backToLogin(error)
  }
}
